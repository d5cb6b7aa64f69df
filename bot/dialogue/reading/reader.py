"""Read a message: cut it into segments, label them, and link what they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Optional

import numpy as np

from bot.dialogue.reading import (
    language_identification,
    linker,
    mention_spans,
    sentence_forms,
)
from bot.dialogue.reading.entry_classifier import AskedEntries, EntryClassifier
from bot.dialogue.reading.heads import Heads, mask_mentions
from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.labels import FIELD, FRENCH, LABELS, LANGUAGES, PROFESSION, TOWN, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.message_context import (
    MAX_WHOLE_WORDS,
    last_question,
    message_topic,
    question_core,
    sets_the_scene,
)
from bot.dialogue.reading.segment_joining import belong_together, is_preface, join_neighbours
from bot.dialogue.reading.segment_readings import (
    MIN_ASKING,
    MIN_SURE_QUESTION,
    MIN_TELLING,
    ClauseReading,
    GoingOn,
    Reading,
    SegmentReading,
)
from bot.dialogue.reading.sentence_boundaries import cut_sentences
from bot.dialogue.reading.tagger import Tagged, Tagger
from bot.guidance import clause_extraction
from bot.guidance.salience import OCCUPATION, Referent
from bot.language.spelling_correction import CorrectedText
from knowledge.library import Library

# Limit on the segments of a message: a minute of typing, and 200 ms.
MAX_SEGMENTS = 24
# A question of at most so many words that names nothing goes on from the message.
MAX_GOING_ON_WORDS = 13
# « et » that may join two questions; not before another infinitive (« travailler et étudier »).
_JOINT = re.compile(
    r"(?<=[\w,] )et(?= \S+ +\S)(?! (?:\w+ )?\w{2,}(?:[ei]r|re|oir)\b)", re.IGNORECASE
)
_UNSURE_QUALITIES = (linker.NEAR, linker.MISSPELT, linker.SOUNDS)


class Reader:
    """The tagger, the heads and the classifier of entries; `read` is thread-safe."""

    def __init__(self, tagger: Tagger, heads: Heads, entries: EntryClassifier) -> None:
        self._tagger, self._heads, self._entries = tagger, heads, entries

    def read(self, text: str, library: Library) -> Reading:
        """Read a message with its spelling corrected; each segment is embedded once, cached by
        text."""
        spelt = library.spelling.correct(text)
        tagged = self._tagger.tag(spelt.text)
        segments, languages = self._cut_segments(spelt, tagged, library)
        segments = [
            replace(
                each,
                alone=len(segments) == 1,
                asked=self._asked(segments, at, library),
                going_on=self._going_on(segments, at, library),
            )
            for at, each in enumerate(segments)
        ]
        language = language_identification.identify_language(languages, text)
        if language != FRENCH:
            segments = [_with_foreign_names(segment, language, library) for segment in segments]
        return Reading(text, language, tuple(segments), self._whole(text, segments, library))

    def _cut_segments(
        self, spelt: CorrectedText, tagged: Tagged, library: Library
    ) -> tuple[list[SegmentReading], np.ndarray]:
        """Return the segments of a text, joined where needed, and the weight of each language."""
        bounds = cut_sentences(spelt.text, tagged.segments, tagged.mentions)
        languages = np.zeros(len(LANGUAGES))
        segments: list[SegmentReading] = []
        starts: list[int] = []
        for start, end in bounds[:MAX_SEGMENTS]:
            after = bool(segments) and segments[-1].asking_probability >= MIN_ASKING
            segment, likely = self._segment(spelt, start, end, tagged.mentions, library, after)
            if segments and is_preface(segments[-1], segment):
                starts.pop()
                segments.pop()
            elif segments and belong_together(segments[-1], segment):
                start = starts.pop()
                segments.pop()
                segment, likely = self._segment(spelt, start, end, tagged.mentions, library)
            for each in self._split_question(
                segment, spelt, (start, end), tagged.mentions, library, after
            ):
                segments.append(each)
                starts.append(start)
            languages += likely * len(segment.text)
        with_clauses = [
            self._with_clauses(segment, start, spelt, tagged, library)
            for segment, start in zip(segments, starts, strict=True)
        ]
        return join_neighbours(with_clauses), languages

    def _segment(
        self,
        whole: CorrectedText,
        start: int,
        end: int,
        mentions: Sequence[Span],
        library: Library,
        after_a_question: bool = False,
    ) -> tuple[SegmentReading, np.ndarray]:
        """Read one piece of a text; also return the probability of each language."""
        words, typed = whole.text[start:end].strip(), whole.as_typed(start, end).strip()
        spans = mention_spans.select_spans(mentions, start, end, whole.text)
        spans = mention_spans.add_known_names(words, spans, library)
        offset = start + whole.text[start:end].index(words)
        found = [
            mention_spans.link_with_context(mention_spans.make_mention(s, words), words, library)
            for s in spans
        ]
        named = mention_spans.separate_mentions(
            tuple(mention_spans.mark_misspelt(mention, offset, whole) for mention in found)
        )
        asked = sentence_forms.complete_question(words) if after_a_question else words
        terms = mask_mentions(words, spans) if asked == words else mask_mentions(asked, [])
        scored = self._heads.score(terms, library.embedder.query(asked))
        order = np.argsort(-scored.labels)
        ranked = tuple((LABELS[at], round(float(scored.labels[at]), 4)) for at in order)
        about_other = scored.about_other > 0.5
        named = mention_spans.read_branch_as_profession(named, words, ranked[0][0])
        read = SegmentReading(typed, ranked, about_other, named, spelt=words)
        return self._with_study(read, spans, library), scored.languages

    def _with_study(
        self, read: SegmentReading, spans: Sequence[Span], library: Library
    ) -> SegmentReading:
        """Add the study that is named and how likely it is chosen, read as if it were a
        profession, since the heads learnt choices of professions."""
        studies = [span for span in spans if span.type in (FIELD, TRAINING)]
        if not studies or any(span.type == PROFESSION for span in spans):
            return read
        whole = mention_spans.span_to_clause_end(min(span.start for span in studies), read.spelt)
        if not whole.end > whole.start:
            return read
        scored = self._heads.score(
            mask_mentions(read.spelt, [whole]), library.embedder.query(read.spelt)
        )
        chooses = round(float(scored.labels[LABELS.index("react.choose")]), 4)
        return replace(read, study=read.spelt[whole.start : whole.end], choice_probability=chooses)

    def _with_clauses(
        self,
        segment: SegmentReading,
        start: int,
        whole: CorrectedText,
        tagged: Tagged,
        library: Library,
    ) -> SegmentReading:
        """Add the clauses of a statement, each read alone: « j'ai arrêté à cause de mon dos, je
        vends des fleurs »."""
        if segment.acts["tell"] + segment.acts["react"] < MIN_TELLING:
            return segment
        found: list[ClauseReading] = []
        at = start
        for clause in clause_extraction.extract_clauses(segment.spelt):
            begins = whole.text.find(clause.text, at)
            if clause.text == segment.spelt:
                read = segment
            elif begins < 0:  # the clause joins two sentences
                text = CorrectedText(clause.text, clause.text)
                read, _ = self._segment(text, 0, len(text.text), [], library)
            else:
                at = begins + len(clause.text)
                read, _ = self._segment(whole, begins, at, tagged.mentions, library)
            found.append(ClauseReading(read, clause.of_another))
        return replace(segment, clauses=tuple(found))

    def _split_question(
        self,
        segment: SegmentReading,
        whole: CorrectedText,
        place: tuple[int, int],
        mentions: Sequence[Span],
        library: Library,
        after: bool,
    ) -> list[SegmentReading]:
        """Split two questions joined by « et », and a question from its reason (« …, parce que
        mon chef m'a dit… »); `after`: another question precedes it."""
        start, end = place
        text = whole.text[start:end]
        asks = segment.asking_probability + segment.acts["service"] >= MIN_ASKING
        asks = asks and segment.label != "ask.difference"  # between this and that
        joints = [start + each.start() for each in _JOINT.finditer(text)] if asks else []
        for at in (j for j in joints if not any(m.start < j < m.end for m in mentions)):
            first, _ = self._segment(whole, start, at, mentions, library, after)
            second, _ = self._segment(whole, at, end, mentions, library, True)
            if _ask_different_things(first, second):
                rest = (at, end)
                return [first, *self._split_question(second, whole, rest, mentions, library, True)]
        at = start + sentence_forms.find_reason(text)
        if at == start:
            return [segment]
        asked, _ = self._segment(whole, start, at, mentions, library, after)
        if asked.asking_probability < MIN_SURE_QUESTION:
            return [segment]
        return [asked, self._segment(whole, at, end, mentions, library)[0]]

    def _going_on(
        self, segments: Sequence[SegmentReading], at: int, library: Library
    ) -> Optional[GoingOn]:
        """Return the context of a question that names nothing, if there is one."""
        segment = segments[at]
        named = any(m.type != TOWN for m in segment.mentions)
        many = len(segment.text.split()) > MAX_GOING_ON_WORDS
        if named or many or segment.asking_probability + segment.acts["service"] < MIN_ASKING:
            return None
        topic, before = message_topic(segments[:at]), last_question(segments[:at])
        both = f"{topic} {before}" if topic.lower() not in before.lower() else before
        texts = dict.fromkeys(text.strip() for text in (topic, before, both) if text.strip())
        if not texts:
            return None
        together = tuple(self.asked(f"{text} {segment.spelt}", library) for text in texts)
        return GoingOn(together, self.asked(before, library) if before else None)

    def _asked(
        self, segments: Sequence[SegmentReading], at: int, library: Library
    ) -> tuple[AskedEntries, ...]:
        """Return the entries asked for, alone and with a statement before: « jsuis enceinte,
        jpeux continuer l'école »."""
        texts = [segments[at].spelt]
        before = segments[at - 1] if at else None
        if before is not None and sets_the_scene(before, segments[at]):
            texts.append(f"{before.spelt} {segments[at].spelt}")
        return tuple(self.asked(text, library) for text in texts)

    def _whole(
        self, text: str, segments: Sequence[SegmentReading], library: Library
    ) -> Optional[AskedEntries]:
        """Return the entries that the whole message asks for, whether her or him; of a long one,
        its questions with the statement before the first."""
        long = len(text.split()) > MAX_WHOLE_WORDS
        core = question_core(segments) if long else text
        neutral = library.write_masculine(core)
        if len(segments) == 1 and neutral == text:
            return segments[0].asked[0]
        return self.asked(neutral, library) if core else None

    def asked(self, text: str, library: Library) -> AskedEntries:
        """Return a text with the entries that it may ask for."""
        spelt = library.spelling.correct(text).text
        return self.classify_entries(spelt, library.embedder.query(spelt))

    def label_text(self, text: str, vector: np.ndarray) -> np.ndarray:
        """Return the probability of each of `LABELS` for a whole text; `vector`: its own."""
        return self._heads.score(mask_mentions(text, []), vector).labels

    def classify_entries(self, spelt: str, vector: np.ndarray) -> AskedEntries:
        """Return a corrected text with the entries that it may ask for; `vector`: its own."""
        return self._entries.asked(spelt, vector)


def _ask_different_things(first: SegmentReading, second: SegmentReading) -> bool:
    """Whether each half of a question surely asks something of its own."""
    both = (first, second)
    asks = all(each.act in ("ask", "service") for each in both)
    surely = all(each.probability >= MIN_SURE_QUESTION for each in both)
    return asks and surely and first.label != second.label


def _with_foreign_names(segment: SegmentReading, spoken: str, library: Library) -> SegmentReading:
    """Add professions named in another language; drop names that only resemble French ones."""
    found = [
        Mention(
            PROFESSION,
            segment.spelt[named.start : named.end],
            named.start,
            named.end,
            Referent(OCCUPATION, named.entry),
            quality=linker.EXACT,
        )
        for named in library.abroad.find(segment.spelt, spoken)
    ]
    gone = (PROFESSION, TRAINING) if found else ()
    others = [
        m for m in segment.mentions if m.type not in gone and m.quality not in _UNSURE_QUALITIES
    ]
    return replace(segment, mentions=(*found, *others))
