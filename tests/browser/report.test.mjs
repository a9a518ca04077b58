// The way of a report through real pages: a phone files it, with and without a network, and the analyst finds it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, openPage, PHONE, shot, startBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";

const ONLINE = "浏览器测试：两户因巷道堆放杂物争执，村干部已劝开。";
const OFFLINE = "浏览器测试：没有网络时填的一件，水渠轮灌先后有争议。";

/** The retry timer of the page may have backed off; the `online` event makes it prompt. */
const SENT_WITHIN = 30_000;

let server;
let browser;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Chooses the first grid wherever the page leaves a choice. */
async function chooseGrid(page) {
  for (let depth = 0; depth < 4; depth += 1) {
    const open = page.locator(".area-picker select").nth(depth);
    if ((await open.count()) === 0) return;
    if ((await open.inputValue()) === "") await open.selectOption({ index: 1 });
  }
}

async function file(page, summary) {
  await chooseGrid(page);
  await page.locator("[data-category='02']").click();
  await page.getByLabel("简单说两句").fill(summary);
  await page.getByRole("button", { name: "提交" }).click();
}

test("reports filed on a phone, with and without a network, reach the analyst's desk", async () => {
  const phone = await browser.newContext({ viewport: PHONE, deviceScaleFactor: 2, locale: "zh-CN" });
  const { page, errors } = await openPage(phone);

  await page.goto(`${server.url}/field#token=${server.tokens.grid_worker}`);
  await page.locator("[data-category='02']").waitFor();
  assert.ok(!page.url().includes("token"), "the token must leave the address");
  await shot(page, "field");

  await file(page, ONLINE);
  await page.getByText("已收到，谢谢。").waitFor();

  // The service worker rules the page from its next opening on.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await phone.setOffline(true);
  await page.reload();
  await page.getByText("没有网络，照常填写").waitFor();
  await file(page, OFFLINE);
  await page.getByText("已存在手机里，联网后自动发送。").waitFor();
  await page.getByRole("tab", { name: "我的报送" }).click();
  const receipt = page.locator(".card", { hasText: OFFLINE }).locator(".receipt");
  assert.equal(await receipt.textContent(), "待发送");
  await shot(page, "field-offline");

  await phone.setOffline(false);
  await page.locator(".card[data-state='received']", { hasText: OFFLINE }).waitFor({ timeout: SENT_WITHIN });
  await shot(page, "field-received");
  assert.deepEqual(errors, []);
  await phone.close();

  const desk = await browser.newContext({ viewport: DESK, locale: "zh-CN" });
  const analyst = await openPage(desk);
  await analyst.page.goto(`${server.url}/#token=${server.tokens.analyst}`);
  await analyst.page.getByRole("link", { name: "报送" }).click();
  for (const summary of [ONLINE, OFFLINE]) {
    await analyst.page.getByText(summary).waitFor();
    assert.equal(await analyst.page.getByText(summary).count(), 1, "each report stands once");
  }
  await shot(analyst.page, "analyst-reports");
  assert.deepEqual(analyst.errors, []);
  await desk.close();
});

test("the analyst page shows the map, a signal with its chart, and its letter", async () => {
  const desk = await browser.newContext({ viewport: DESK, locale: "zh-CN" });
  const { page, errors } = await openPage(desk);
  await page.goto(`${server.url}/#token=${server.tokens.analyst}`);

  await page.locator(".map svg").waitFor();
  const tab = page.getByRole("tab").filter({ hasNotText: /(^|\D)0$/ }).first();
  await tab.click();
  await page.locator(".rows a").first().click();
  await page.locator(".chart svg").waitFor();
  await page.locator(".say").waitFor();
  await shot(page, "analyst-signal");

  await page.getByRole("link", { name: "风险提示", exact: true }).first().click();
  await page.locator(".rows a").first().click();
  await page.getByRole("button", { name: "查看文稿" }).click();
  await page.frameLocator("dialog iframe").locator("body").filter({ hasText: /\S/ }).waitFor();
  await shot(page, "analyst-letter");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "EN" }).click();
  await page.getByRole("link", { name: "Signals" }).click();
  await page.getByText("Risk map").waitFor();
  await shot(page, "analyst-english");
  assert.deepEqual(errors, []);
  await desk.close();
});

/** Files reports as the grid worker's phone would, past its page. */
async function post(reports) {
  const response = await fetch(`${server.url}/v1/reports`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${server.tokens.grid_worker}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(reports),
  });
  return response.json();
}

test("two texts for one report and a row that was not taken are settled at the desk", async () => {
  const areas = await fetch(`${server.url}/v1/areas`, {
    headers: { authorization: `Bearer ${server.tokens.grid_worker}` },
  }).then((response) => response.json());
  const id = "01900000-0000-7000-8000-00000000c0de";
  const text = (summary, people) => ({
    id,
    area: areas.find((area) => area.level === "grid").id,
    category: "02",
    occurred_on: "2026-01-15",
    channel: "patrol",
    people,
    summary,
  });
  const wrong = { ...text("浏览器测试：类别写错的一行。", 3), id: id.replace("c0de", "bad0"), category: "争吵" };
  const filed = await post([text("浏览器测试：先到的文本。", 2), text("浏览器测试：后到的文本。", 40), wrong]);
  assert.deepEqual([filed.accepted, filed.conflicts, filed.rejected], [1, 1, 1]);

  const desk = await browser.newContext({ viewport: DESK, locale: "zh-CN" });
  const { page, errors } = await openPage(desk);
  await page.goto(`${server.url}/#token=${server.tokens.analyst}`);
  await page.getByRole("link", { name: "待核" }).click();
  const conflict = page.locator(".review-card", { hasText: "后到的文本" });
  await conflict.getByLabel("涉及人数改用另收到的内容").check();
  await conflict.getByPlaceholder("核定依据").fill("与填报人电话核实");
  const row = page.locator(".review-card", { hasText: "类别写错的一行" });
  await row.getByRole("button", { name: "改正" }).click();
  await shot(page, "analyst-review");
  await conflict.getByRole("button", { name: "改用所选 1 项" }).click();
  await conflict.waitFor({ state: "detached" });

  await row.getByLabel("类别").selectOption("02");
  await row.getByRole("button", { name: "改正后收下" }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "报送" }).click();
  await page.locator("tr", { hasText: "先到的文本" }).getByText("40 人", { exact: true }).waitFor();
  await page.getByText("类别写错的一行").waitFor();
  assert.deepEqual(errors, []);
  await desk.close();
});

test("a wrong token is answered by a sentence and a box for another one", async () => {
  const desk = await browser.newContext({ viewport: DESK, locale: "zh-CN" });
  const { page, errors } = await openPage(desk);
  await page.goto(`${server.url}/#token=nobody`);
  await page.getByText("口令无效或已停用").waitFor();
  await page.getByLabel("访问口令").fill(server.tokens.analyst);
  await page.getByRole("button", { name: "进入" }).click();
  await page.getByRole("link", { name: "研判" }).waitFor();
  assert.deepEqual(errors, []);
  await desk.close();
});
