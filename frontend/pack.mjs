// Packs the built files once and well, so that the server need not do it for each visitor: `x.wasm.br` beside `x.wasm`.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const [folder] = process.argv.slice(2);
for (const name of await readdir(folder)) {
  if (!/\.(wasm|js|css|html|svg)$/.test(name)) continue;
  const whole = await readFile(`${folder}/${name}`);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
  };
  await writeFile(`${folder}/${name}.br`, await promisify(brotliCompress)(whole, { params }));
}
