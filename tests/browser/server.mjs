// Starts the binary under test as a demo county in a folder of its own, and stops it again.

import { spawn } from "node:child_process";
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A demo with two years of reports is generated, kept and swept before the server is ready. */
const READY_WITHIN = 180_000;
/** A server that is asked to stop finishes its requests first. */
const STOPPED_WITHIN = 30_000;

/**
 * @returns {Promise<{ url: string, tokens: Record<"grid_worker" | "town" | "analyst" | "admin", string>, stop: () => Promise<void> }>}
 */
export async function startServer() {
  const binary = process.env.FENGSUI_BIN;
  if (!binary) throw new Error("set FENGSUI_BIN to the fengsui binary under test");
  await access(binary);
  const data = await mkdtemp(join(tmpdir(), "fengsui-browser-"));
  const child = spawn(binary, ["demo", "--data-dir", data, "--listen", "127.0.0.1:0", "--years", "2"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOPPED_WITHIN);
    await ended;
    clearTimeout(force);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const url = await readyUrl(child, ended);
    const tokens = JSON.parse(await readFile(join(data, "tokens.json"), "utf8"));
    return { url, tokens, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address in the line `ready http://…`; fails when the server ends or stays silent instead. */
function readyUrl(child, ended) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready within ${READY_WITHIN} ms`)), READY_WITHIN);
    const settle = (finish, value) => {
      clearTimeout(late);
      finish(value);
    };
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /^ready (http:\/\/\S+)/.exec(line);
      if (found) settle(resolve, found[1].replace(/\/$/, ""));
    });
    child.once("error", (error) => settle(reject, error));
    ended.then((code) => settle(reject, new Error(`the server ended with code ${code} before it was ready`)));
  });
}
