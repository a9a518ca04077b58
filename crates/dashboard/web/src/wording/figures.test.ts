import { describe, expect, test } from "vitest";
import { daysBetween, dayWords, figure, localDay, longDay, momentWords, plusDays } from "./figures";

describe("figures", () => {
  test("carry as many digits as mean something", () => {
    expect([9, 2.13, 0.96, 0.04, 46.7, 0].map(figure)).toEqual(["9", "2.1", "1", "0.04", "47", "0"]);
  });
});

describe("days", () => {
  test("are written as the reader writes them, with the year only when it differs", () => {
    expect(dayWords("zh", "2026-07-05", "2026-07-20")).toBe("7月5日");
    expect(dayWords("zh", "2025-12-31", "2026-07-20")).toBe("2025年12月31日");
    expect(dayWords("en", "2026-07-05")).toBe("5 Jul");
    expect(longDay("zh", "2026-07-05")).toBe("2026年7月5日 星期日");
    expect(longDay("en", "2026-07-05")).toBe("Sunday, 5 July 2026");
  });

  test("begin at midnight in the county, wherever the reader is", () => {
    expect(localDay(new Date("2026-07-04T15:59:00Z"))).toBe("2026-07-04");
    expect(localDay(new Date("2026-07-04T16:00:00Z"))).toBe("2026-07-05");
    expect(momentWords("zh", "2026-07-04T22:00:00Z")).toBe("7月5日 06:00");
  });

  test("are counted over the end of a month and of a leap day", () => {
    expect(plusDays("2028-02-28", 2)).toBe("2028-03-01");
    expect(plusDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
  });
});
