// Writes entries.bib in a CSL style: {"key": "text"} on standard output. See README.md beside this file.
const fs = require("fs");
const path = require("path");
const CSL = require("citeproc");
const { Cite, plugins } = require("@citation-js/core");
require("@citation-js/plugin-bibtex");

const [style, locale] = process.argv.slice(2).map((name) => fs.readFileSync(name, "utf8"));
plugins.config.get("@bibtex").parse.sentenceCase = "never";

// The converter leaves BibTeX's codes for kinds of work; a citeproc wants words.
const KINDS = {
  phdthesis: "dissertation",
  mathesis: "master's thesis",
  patentus: "United States patent",
  patenteu: "European patent",
  techreport: undefined,
};
const works = new Cite(fs.readFileSync(path.join(__dirname, "entries.bib"), "utf8")).data.map((work) => {
  const { _graph, ...fields } = work;
  fields.id = fields["citation-key"];
  if (fields.genre in KINDS) fields.genre = KINDS[fields.genre];
  if (fields.genre === undefined) delete fields.genre;
  return fields;
});
const byId = Object.fromEntries(works.map((work) => [work.id, work]));
const engine = new CSL.Engine({ retrieveLocale: () => locale, retrieveItem: (id) => byId[id] }, style, "en-US");
engine.opt.development_extensions.wrap_url_and_doi = false;
engine.setOutputFormat("text");

const written = {};
for (const { id } of works) {
  engine.updateItems([id]);
  const [line] = engine.makeBibliography()[1];
  written[id] = line.trim().replace(/^1\.\s*/, "").replace(/\s+Available from:.*/, "");
}
process.stdout.write(`${JSON.stringify(written, null, 1)}\n`);
