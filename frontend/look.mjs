// nhsuk-frontend's prebuilt CSS made whole: without its web font (the page asks no other host for anything, and has a
// system font), and with its icons inside.
import { mkdir, readFile, writeFile } from "node:fs/promises";

const packages = new URL("node_modules/", import.meta.url);
const look = new URL("nhsuk-frontend/dist/nhsuk/", packages);
let local = (await readFile(new URL("nhsuk-frontend.min.css", look), "utf8"))
  .replaceAll(/@font-face\{[^}]*\}/g, "")
  .replaceAll(/Frutiger W01,arial,sans-serif/g, "inherit");
for (const [whole, path] of new Set(local.matchAll(/url\(\/(assets\/images\/[\w-]+\.svg)\)/g))) {
  const icon = await readFile(new URL(path, look), "base64");
  local = local.replaceAll(whole, `url(data:image/svg+xml;base64,${icon})`);
}
if (/Frutiger|https?:\/\/(?!www\.w3\.org)|url\(\//.test(local)) {
  throw new Error("nhsuk-frontend's CSS still names another host, another file or its web font: mend look.mjs");
}
await mkdir(new URL(".look/", packages), { recursive: true });
await writeFile(new URL(".look/nhsuk.css", packages), local);
