/** Leads from the thirty statements alone: `bot/matching` without words, likes, refusals and wishes. */

const LETTERS = "RIASEC";
const FEWEST_ANSWERS = 12;
const FEWEST_OF_A_LETTER = 2;
const LEAST_SPREAD = 0.75;
const ROUNDING = 1e-9;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values) {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

export class Leads {
  constructor(rules, professions) {
    this.rules = rules;
    this.all = professions;
    this.letterOf = new Map(rules.items.map(({ id, letter }) => [id, letter]));
    this.related = professions.map(() => new Set());
    professions.forEach(({ related }, row) => {
      for (const other of related) this.related[row].add(other) && this.related[other].add(row);
    });
    this.rarity = this.#rarity();
  }

  /** The letters that stand out, and how far each is from the person's own mean; null if none. */
  tendencies(answers) {
    const given = Object.entries(answers);
    if (given.length < FEWEST_ANSWERS) return null;
    const own = mean(given.map(([, value]) => value));
    const above = {};
    for (const letter of LETTERS) {
      const values = given.filter(([id]) => this.letterOf.get(id) === letter).map(([, value]) => value);
      if (values.length >= FEWEST_OF_A_LETTER) above[letter] = mean(values) - own;
    }
    const all = Object.values(above);
    if (!all.length || Math.max(...all) - Math.min(...all) < LEAST_SPREAD - ROUNDING) return null;
    const margin = 1 / Math.sqrt(given.length / LETTERS.length);
    const letters = Object.keys(above).filter((letter) => above[letter] >= margin - ROUNDING);
    return letters.length ? { letters, above } : null;
  }

  /** The rows of at most `most` leads; none without a tendency. */
  suggest(answers, most = 5) {
    const found = this.tendencies(answers);
    if (!found) return [];
    const score = this.#congruence(found.above).map((value) => this.rules.weights.riasec * value);
    const sure = this.all.map(({ riasec, level }) => level > 0 && [...riasec.slice(0, 2)].some((one) => found.letters.includes(one)));
    const allowed = this.all.map(({ level }) => level > 0);
    const related = this.#relatedTo(this.#best(score, sure)).map((one, row) => one && allowed[row]);
    const wanted = this.#groups(allowed);
    const [ofSure, ofRelated] = [this.#groups(sure), this.#groups(related)];
    const held = [...wanted].filter((group) => !ofSure.has(group) && ofRelated.has(group));
    const picked = this.#pick(score, sure, Math.max(1, most - held.length), ofSure);
    return [...picked, ...this.#rest(score, allowed, sure, picked, most - picked.length, wanted)];
  }

  #rarity() {
    const shares = this.all.map(({ riasec }) => {
      const row = Array(LETTERS.length).fill(0);
      [...riasec].forEach((letter, at) => (row[LETTERS.indexOf(letter)] += this.rules.letterShares[riasec.length][at]));
      return row;
    });
    const columns = [...LETTERS].map((_, at) => shares.map((row) => row[at]));
    const [means, spreads] = [columns.map(mean), columns.map(deviation)];
    return shares.map((row) => row.map((value, at) => (spreads[at] > 1e-12 ? (value - means[at]) / spreads[at] : 0)));
  }

  #congruence(above) {
    const raw = this.rarity.map((row) => row.reduce((sum, value, at) => sum + value * (above[LETTERS[at]] ?? 0), 0));
    const [middle, spread] = [mean(raw), deviation(raw)];
    return raw.map((value) => (spread < 1e-12 ? 0.5 : Math.min(1, Math.max(0, 0.5 + (value - middle) / (4 * spread)))));
  }

  #closeness(row) {
    return this.all.map(({ rome }, other) =>
      other === row || this.related[row].has(other) ? 1 : rome === this.all[row].rome ? this.rules.sameDomain : 0,
    );
  }

  #relatedTo(row) {
    return row < 0 ? this.all.map(() => false) : this.#closeness(row).map((value) => value >= 1);
  }

  #groups(mask) {
    return new Set(this.all.filter((_, row) => mask[row]).map(({ group }) => group));
  }

  #best(worth, mask) {
    return worth.reduce((best, value, row) => (mask[row] && (best < 0 || value > worth[best]) ? row : best), -1);
  }

  #pick(score, sure, places, groups) {
    const { ladder, same_domain: domain, same_grand_domain: grand, same_letter: letter } = this.rules.weights;
    const [pool, value, missing, picked] = [[...sure], [...score], new Set(groups), []];
    while (picked.length < places && pool.includes(true)) {
      const strict = missing.size > 0 && missing.size >= places - picked.length;
      const near = picked.map((row) => this.#closeness(row));
      const worth = strict ? score.map((one, row) => one + ladder * Math.max(0, ...near.map((close) => close[row]))) : value;
      const best = this.#best(worth, strict ? pool.map((one, row) => one && missing.has(this.all[row].group)) : pool);
      const taken = this.all[best];
      picked.push(best);
      pool[best] = false;
      missing.delete(taken.group);
      this.all.forEach(({ rome, riasec }, row) => {
        value[row] -= (rome === taken.rome) * domain + (rome[0] === taken.rome[0]) * grand + (riasec[0] === taken.riasec[0]) * letter;
      });
    }
    return picked;
  }

  #rest(score, allowed, sure, picked, places, wanted) {
    const close = picked.map((row) => this.#closeness(row));
    const related = this.all.map((_, row) => close.some((one) => one[row] >= 1));
    const worth = score.map((value, row) => value + this.rules.weights.related * related[row]);
    const pool = this.all.map((_, row) => allowed[row] && (related[row] || sure[row]) && !picked.includes(row));
    const missing = new Set([...wanted].filter((group) => !picked.some((row) => this.all[row].group === group)));
    const rest = [];
    while (rest.length < places && pool.includes(true)) {
      const lacking = pool.map((one, row) => one && related[row] && missing.has(this.all[row].group));
      const best = this.#best(worth, lacking.includes(true) ? lacking : pool);
      rest.push(best);
      pool[best] = false;
      missing.delete(this.all[best].group);
    }
    return rest;
  }
}
