// nhsuk-frontend's prebuilt CSS without its web font: the page asks no other host for anything, and has a system font.
import { mkdir, readFile, writeFile } from "node:fs/promises";

const packages = new URL("node_modules/", import.meta.url);
const css = await readFile(new URL("nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css", packages), "utf8");
const local = css
  .replaceAll(/@font-face\{[^}]*\}/g, "")
  .replaceAll(/Frutiger W01,arial,sans-serif/g, "inherit");
if (/Frutiger|https?:\/\/(?!www\.w3\.org)/.test(local)) {
  throw new Error("nhsuk-frontend's CSS still names another host or its web font: mend look.mjs");
}
await mkdir(new URL(".look/", packages), { recursive: true });
await writeFile(new URL(".look/nhsuk.css", packages), local);
