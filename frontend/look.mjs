// nhsuk-frontend's prebuilt CSS made whole and small: without its web font (the page asks no other host for anything, and has
// a system font), with its icons inside, and without the rules for classes that no page has.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";

const packages = new URL("node_modules/", import.meta.url);
const look = new URL("nhsuk-frontend/dist/nhsuk/", packages);

/** Where classes are named: the programs, their documents, and the guide. */
const NAMED_IN = ["./", "src/", "../crates/xtask/src/guide/", "../docs/guide/en/"];

async function sources() {
  const texts = [];
  for (const folder of NAMED_IN.map((path) => new URL(path, import.meta.url))) {
    const isWhole = folder.pathname.endsWith("/src/");
    for (const name of await readdir(folder, { recursive: isWhole })) {
      if (/\.(rs|html)$/.test(name)) texts.push(await readFile(new URL(name, folder), "utf8"));
    }
  }
  return texts.join("\n");
}

const text = await sources();
const named = new Set(text.match(/nhsuk-[\w-]+/g));
/** Beginnings of classes that are put together, as `nhsuk-tag--{colour}`. */
const begun = [...new Set(text.match(/nhsuk-[\w-]+-(?=[{"])/g))];
const isNamed = (name) => named.has(name) || begun.some((beginning) => name.startsWith(beginning));

/** A list of selectors without those that can meet nothing; selectors are parted by commas outside of brackets. */
function kept(selectors) {
  return selectors
    .split(/,(?![^(]*\))/)
    .filter((selector) => (selector.replace(/:not\([^)]*\)/g, "").match(/nhsuk-[\w-]+/g) ?? []).every(isNamed))
    .join(",");
}

/** Style rules, at any depth, without those that no page needs. */
function pruned(css) {
  let whole = "";
  for (let at = 0; at < css.length; ) {
    const open = css.indexOf("{", at);
    if (open < 0) return whole + css.slice(at);
    const statement = css.lastIndexOf(";", open);
    const start = statement >= at ? statement + 1 : at;
    let [end, depth] = [open + 1, 1];
    for (; depth > 0; end += 1) depth += { "{": 1, "}": -1 }[css[end]] ?? 0;
    const [head, body] = [css.slice(start, open), css.slice(open + 1, end - 1)];
    whole += css.slice(at, start);
    if (/^@(media|supports|layer|container)/.test(head)) {
      const inner = pruned(body);
      if (inner) whole += `${head}{${inner}}`;
    } else {
      const selectors = head.startsWith("@") ? head : kept(head);
      if (selectors) whole += `${selectors}{${body}}`;
    }
    at = end;
  }
  return whole;
}

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
await writeFile(new URL(".look/nhsuk.css", packages), pruned(local));
