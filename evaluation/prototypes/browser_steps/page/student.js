/** The student: labels of a segment from hashed n-grams, as `bot/dialogue/reading/features.py` makes them. */

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
const ENCODER = new TextEncoder();

function crc32(text) {
  let value = 0xffffffff;
  for (const byte of ENCODER.encode(text)) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** Lower case without accents. */
export function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}

/** The folded words and marks of a text, with their places. */
export function tokens(text) {
  return [...text.matchAll(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu)].map(({ 0: word, index }) => ({
    word: fold(word),
    start: index,
    end: index + word.length,
  }));
}

function* runs(word) {
  if (word.startsWith("⟨")) return;
  const padded = [...` ${word} `];
  for (let size = 2; size < 6; size++) {
    for (let at = 0; at + size <= padded.length; at++) yield padded.slice(at, at + size).join("");
  }
}

function count(terms, buckets) {
  const counted = new Map();
  for (const term of terms) {
    const bucket = crc32(term) % buckets;
    counted.set(bucket, (counted.get(bucket) ?? 0) + 1);
  }
  return counted;
}

export class Student {
  constructor(header, steps, idf) {
    Object.assign(this, header, { steps, idf });
  }

  /** Scores of all labels for words; the highest is the label. */
  scores(words) {
    const padded = ["⟨", ...words, "⟩"];
    const pairs = padded.slice(1).map((word, at) => `${padded[at]} ${word}`);
    const kinds = [[...words, ...pairs].map((gram) => `w${gram}`), words.flatMap((word) => [...runs(word)].map((run) => `c${run}`))];
    const sums = Float64Array.from(this.bias);
    const width = sums.length;
    for (const kind of kinds) {
      const weights = [...count(kind, this.buckets)].map(([bucket, n]) => [bucket, (1 + Math.log(n)) * this.idf[bucket] * this.idfScale]);
      const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
      for (const [bucket, weight] of weights) {
        const value = (weight / length) * this.scale;
        const start = bucket * width;
        for (let at = 0; at < width; at++) sums[at] += value * this.steps[start + at];
      }
    }
    return sums;
  }

  /** The most likely label of a text as typed, or of its words. */
  label(text, words = tokens(text).map(({ word }) => word)) {
    const scores = this.scores(words);
    return this.labels[scores.indexOf(Math.max(...scores))];
  }
}

async function bytes(name) {
  const packed = (await fetch(name)).body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(packed).arrayBuffer();
}

export async function loadStudent() {
  const [header, steps, idf] = await Promise.all([fetch("student.json").then((answer) => answer.json()), bytes("steps.bin.gz"), bytes("idf.bin.gz")]);
  return new Student(header, new Int8Array(steps), new Uint8Array(idf));
}
