"""What the bot knows: entries with their sources, search, and the linking of free text to entries.

- `knowledge_base`: `KnowledgeBase.load(folder)`: the entries of `entry_schema`, by kind.
- `base_checks`: dead references, long sentences, old facts.
- `sentence_embedding`: `default_embedder()`, and the `Embedder` protocol another model can fill.
- `vector_cache`, `shipped_vectors`: vectors on disk, by content; those shipped with the base.
- `search_index`: `SearchIndex`: names, words and meaning together.
- `profession_linking`: which professions a person is talking about.
- `interest_classifier`, `skill_classifier`: ROME's thirty interests; skills from what was done.
- `library`: all of it over one base; a changed base makes a new one.

Of the project it imports `bot.language` only. An entry that changes needs no training: build a
new `SearchIndex`, which embeds again only what changed.
"""
