import { expect, test } from "vitest";
import type { Area } from "../api/shapes";
import { AreaTree } from "./tree";

const area = (id: string, parent: string | null, level: Area["level"], name: string): Area => ({
  id,
  parent,
  level,
  name,
  households: 0,
  centre: null,
});

const village = area("v", "t", "village", "月牙泉村");
const grids = [area("g1", "v", "grid", "第1网格"), area("g2", "v", "grid", "第2网格")];

test("the widest area of a token is a root although its parent is not seen", () => {
  const tree = new AreaTree([village, ...grids]);
  expect(tree.children(null)).toEqual([village]);
  expect(tree.lineage("g2").map((each) => each.id)).toEqual(["v", "g2"]);
  expect(tree.contains("v", "g2")).toBe(true);
  expect(tree.contains("g1", "g2")).toBe(false);
});

test("where there is nothing to choose the only grid is chosen", () => {
  expect(new AreaTree([village, ...grids]).descend(null)).toBe("v");
  expect(new AreaTree([village, ...grids.slice(0, 1)]).descend(null)).toBe("g1");
  expect(new AreaTree([]).descend(null)).toBeNull();
});

test("a full name starts at the town and repeats nothing", () => {
  const town = area("t", "c", "town", "月牙泉镇");
  const tree = new AreaTree([area("c", null, "county", "敦煌市"), town, village, ...grids]);
  expect(tree.fullName("g1")).toBe("月牙泉镇月牙泉村第1网格");
  expect(tree.fullName("c")).toBe("敦煌市");
  const named = area("g3", "v", "grid", "月牙泉村第3网格");
  expect(new AreaTree([town, village, named]).fullName("g3")).toBe("月牙泉镇月牙泉村第3网格");
});
