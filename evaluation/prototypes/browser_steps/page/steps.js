/** The page: a sentence is read, the statements lead to professions; nothing leaves the browser. */

import { Leads } from "./leads.js";
import { Names, masked } from "./professions.js";
import { loadStudent } from "./student.js";

const json = (name) => fetch(name).then((answer) => answer.json());
const [student, professions, rules] = await Promise.all([loadStudent(), json("professions.json"), json("leads.json")]);
const names = new Names(professions);
const leads = new Leads(rules, professions);

/** The label of a text and the professions it names. */
export function read(text) {
  const named = names.find(text);
  return { label: student.label(text), masked: student.label(text, masked(text, named)), named: named.map((one) => ({ ...one, id: professions[one.row].id })) };
}

export function suggest(answers) {
  return leads.suggest(answers).map((row) => professions[row].id);
}

const titles = new Map(professions.map(({ id, title }) => [id, title]));
const answers = {};
const part = (id) => document.getElementById(id);

function show() {
  const found = suggest(answers);
  part("leads").replaceChildren(...found.map((id) => Object.assign(document.createElement("li"), { textContent: titles.get(id) })));
  part("flat").hidden = found.length > 0;
}

part("sentence").addEventListener("input", ({ target }) => {
  const { label, named } = read(target.value);
  part("reading").textContent = [label, ...named.map(({ id }) => titles.get(id))].join(" · ");
});
for (const { id, text } of rules.items) {
  const line = document.createElement("label");
  const choice = Object.assign(document.createElement("input"), { type: "range", min: 1, max: 5, value: 3 });
  choice.addEventListener("change", () => ((answers[id] = Number(choice.value)), show()));
  line.append(text, choice);
  part("statements").append(line);
}
Object.assign(globalThis, { browserSteps: { read, suggest, readyAt: performance.now() } });
document.body.dataset.ready = "";
