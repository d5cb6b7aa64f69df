/** The window of the launcher: beside the page if there is room, else over all of it. */

const SMALL = matchMedia("(max-width: 30em), (max-height: 30em)");

export class Window {
  #root;
  #dialog;
  #tell;
  #stopped = new AbortController();

  /** `tell` has `shown()` and `closed()`. */
  constructor(root, dialog, tell) {
    this.#root = root;
    this.#dialog = dialog;
    this.#tell = tell;
    const { signal } = this.#stopped;
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      this.close();
    });
    // The « back » gesture of a phone closes a dialog by itself.
    dialog.addEventListener("close", () => dialog.open || tell.closed());
    SMALL.addEventListener("change", () => this.#fit(), { signal });
    // The keyboard of a phone reduces the visible height.
    window.visualViewport?.addEventListener("resize", () => this.#measure(), { signal });
  }

  get open() {
    return this.#dialog.open;
  }

  show() {
    if (this.open) return;
    this.#measure();
    if (SMALL.matches) this.#dialog.showModal();
    else this.#dialog.show();
    this.#tell.shown();
  }

  close() {
    this.#dialog.close();
  }

  stop() {
    this.#stopped.abort();
  }

  /** Switch the display mode after a rotation or a resize. */
  #fit() {
    if (!this.open) return;
    const focused = this.#root.activeElement;
    this.#dialog.close();
    this.show();
    focused?.focus();
  }

  #measure() {
    this.#dialog.style.setProperty("--seen", `${window.visualViewport?.height ?? innerHeight}px`);
  }
}
