// « / » at the start of the reply: a list of texts, filtered while typing. The focus stays in the
// field; the active option is told to screen readers.
const WAITS = 120;  // milliseconds after the last key

// `search(words)` fetches the suggestions; `tell` says how many there are.
export function textsMenu(text, list, search, tell) {
  // `isFresh`: the options are those of the words that stand there now.
  let options = [], active = 0, due, asked = 0, isFresh = true;
  const isOpen = () => !list.hidden;

  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);

  function close() {
    clearTimeout(due);
    asked += 1;
    isFresh = true;
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
  }

  function mark(number) {
    if (!options.length) return;
    active = (number + options.length) % options.length;
    options.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
    options[active].scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", options[active].id);
  }

  function choose(option) {
    if (!option) return;
    text.value = option.dataset.text;
    close();
    text.focus();
    text.dispatchEvent(new Event("input"));
  }

  // Whoever types fast means the words, not what was listed before them.
  async function enter() {
    clearTimeout(due);
    if (!isFresh) await fill();
    if (isOpen()) choose(options[active]);
  }

  async function fill() {
    const mine = ++asked;
    const answer = await search(text.value.slice(1).trim()).catch(() => null);
    if (mine !== asked) return;
    isFresh = true;
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    options = [...page.querySelectorAll("[data-insert]")].map(build);
    list.replaceChildren(...options.length ? options : [nothing()]);
    list.hidden = false;
    tell(options.length ? `${options.length} textes. Flèches pour choisir, Entrée pour insérer.` : "Aucun texte.");
    mark(0);
  }

  function build(button, number) {
    const option = document.createElement("div");
    option.id = `text-${number}`;
    option.setAttribute("role", "option");
    option.dataset.text = button.dataset.insert;
    const title = document.createElement("strong"), words = document.createElement("span");
    title.textContent = button.dataset.title;
    words.textContent = button.dataset.insert;
    option.append(title, words);
    option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
    return option;
  }

  function nothing() {
    const option = document.createElement("div");
    option.setAttribute("role", "option");
    option.setAttribute("aria-disabled", "true");
    option.setAttribute("aria-selected", "false");
    option.textContent = "Rien pour ces mots. Échap ferme.";
    return option;
  }

  text.addEventListener("input", () => {
    clearTimeout(due);
    if (!text.value.startsWith("/") || text.value.includes("\n")) {
      close();
      return;
    }
    isFresh = false;
    due = setTimeout(fill, isOpen() ? WAITS : 0);
  });
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    if ((!isOpen() && isFresh) || event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) mark(active + moves[event.key]);
    else if (event.key === "Enter" && !event.shiftKey) enter();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { isOpen };
}
