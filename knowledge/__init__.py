"""What the bot knows: entries with their sources, search, and the linking of free text to entries.

- `base`: `Base.load(folder)`, `KnowledgeError`: the entries of `schema`, by kind.
- `check`: `check(base, today, reference)`: dead references, long sentences, old facts.
- `embedding`: `default_embedder()`, and the `Embedder` protocol another model can fill.
- `vectors`: `VectorCache(path)`: passage vectors on disk, by content.
- `shipped_vectors`, `precomputing`: those of the hand-written base, shipped as numbers, and made.
- `index`: `Index(base, embedder, cache).search(text)`: names, words and meaning together.
- `linking`: `link(text, embed, index)`: which professions a person is talking about.
- `interests`: `InterestReader(embedder, cache).read(vector)`: which of ROME's thirty interests.
- `skills`: `SkillReader(embedder, cache).read(vector)`: what somebody learnt by what they did.

The package imports nothing else of the project. An entry that changes needs no training: build a
new `Index`, which embeds again only what changed.
"""
