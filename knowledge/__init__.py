"""The knowledge base: entries with their sources, search, and linking of free text to entries.

- `knowledge_base`: `KnowledgeBase.load(folder)`: the entries of `entry_schema`, by kind.
- `base_checks`: dead references, long sentences, expired facts.
- `sentence_embedding`: `default_embedder()` and the `Embedder` protocol for other models.
- `vector_cache`, `shipped_vectors`: vectors on disk, keyed by content, and those shipped.
- `search_index`: `SearchIndex`, by names, words and meaning; its formulas in `search_scores`.
- `profession_linking`, `profession_scoring`: the professions that a text mentions or suggests.
- `interest_classifier`, `skill_classifier`: ROME's thirty interests, and skills.
- `library`: all of these over one base; a changed base needs a new `Library`.

The only project package imported is `bot.language`. A changed entry needs no training: build a new
`SearchIndex`, which embeds only what changed.
"""
