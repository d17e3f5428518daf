// Draws every chart of a report in one go: reads {"id": specification, …} from stdin, writes {"id": "<svg…>", …} to stdout.
// A chart that cannot be drawn becomes {"error": "…"}. Nothing is fetched: data stand in the specifications.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const vega = require('vega');
const vegaLite = require('vega-lite');

const refuse = async () => { throw new Error('charts load nothing'); };
const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const specifications = JSON.parse(Buffer.concat(chunks).toString('utf8'));

const drawn = {};
for (const [id, specification] of Object.entries(specifications)) {
  try {
    const view = new vega.View(vega.parse(vegaLite.compile(specification, { logger: vega.logger(vega.Error) }).spec), { renderer: 'none', loader });
    drawn[id] = finish(id, await view.toSVG());
    view.finalize();
  } catch (error) {
    drawn[id] = { error: String(error.message ?? error) };
  }
}
process.stdout.write(JSON.stringify(drawn));

// Several charts share a page: clip paths get names of their own. What a mark says of itself becomes a title, which a browser shows on hover.
function finish(id, svg) {
  const own = svg
    .replace(/id="(clip|gradient)([^"]*)"/g, `id="${id}-$1$2"`)
    .replace(/url\(#(clip|gradient)/g, `url(#${id}-$1`);
  return own
    .replace(/<(path|text|line|rect)((?: [^<>]*?)?) aria-label="([^"]*)"([^<>]*?)(\/>|><\/\1>)/g,
      (_, tag, before, label, after) => `<${tag}${before}${after}><title>${label}</title></${tag}>`)
    .replace(/ aria-roledescription="[^"]*"/g, '')
    .replace(/ role="graphics-symbol"/g, '')
    .replace(/ aria-hidden="true"/g, '');
}
