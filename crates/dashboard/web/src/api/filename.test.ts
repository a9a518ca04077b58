import { expect, test } from "vitest";
import { fileName } from "./filename";

test("a file keeps its Chinese name, whichever name stands first", () => {
  const name = "关于东坡镇灌溉纠纷的风险提示.pdf";
  const encoded = `filename*=UTF-8''${encodeURIComponent(name)}`;
  expect(fileName(`inline; filename="document.pdf"; ${encoded}`)).toBe(name);
  expect(fileName(`attachment; ${encoded}; filename="document.pdf"`)).toBe(name);
});

test("without a name in UTF-8 the plain one is taken, and without any a file has one all the same", () => {
  expect(fileName('attachment; filename="document.docx"')).toBe("document.docx");
  expect(fileName("attachment")).toBe("document");
  expect(fileName(null)).toBe("document");
});
