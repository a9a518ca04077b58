import { expect, test } from "vitest";
import type { Advisory } from "../api/shapes";
import { fieldsOf, revisionOf } from "./revision";

const ADVISORY = {
  lead: "town",
  copies: [{ id: "labour", name: "人社局" }],
  finding: "本周9件。",
  suggestions: ["逐户核实。", "约谈用工单位。"],
} as Advisory;

test("a form that was only opened changes nothing", () => {
  expect(revisionOf(ADVISORY, { ...fieldsOf(ADVISORY), reason: "属地有误" })).toBeNull();
});

test("only what differs is sent, and empty lines are no suggestions", () => {
  const fields = { ...fieldsOf(ADVISORY), reason: " 属地有误 ", lead: "labour", copies: ["town"] };
  expect(revisionOf(ADVISORY, fields)).toEqual({ reason: "属地有误", lead: "labour", copies: ["town"] });
  const words = { ...fieldsOf(ADVISORY), reason: "补充", suggestions: "逐户核实。\n\n约谈。\n" };
  expect(revisionOf(ADVISORY, words)).toEqual({ reason: "补充", suggestions: ["逐户核实。", "约谈。"] });
});
