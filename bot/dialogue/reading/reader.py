"""The Reading of a message: its segments, what each does, what it names, and its language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np

from bot.dialogue.reading import (
    language_identification,
    linker,
    mention_spans,
    sentence_boundaries,
    sentence_forms,
)
from bot.dialogue.reading.entry_classifier import AskedEntries, EntryClassifier
from bot.dialogue.reading.heads import Heads, mask_mentions
from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.labels import (
    FIELD,
    FRENCH,
    LABELS,
    LANGUAGES,
    PROFESSION,
    TOWN,
    TRAINING,
)
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.tagger import Tagged, Tagger
from bot.guidance import clause_extraction
from bot.guidance.salience import OCCUPATION, Referent
from bot.language.spelling_correction import CorrectedText
from knowledge.library import Library

# Of a long message this many segments are read: a minute of typing, and 200 ms.
MAX_SEGMENTS = 24
# So few words, with no label as likely as this, are no segment of their own.
MAX_FRAGMENT_WORDS, MIN_SURE_SEGMENT = 3, 0.65
# What is studied is told in so many words.
MAX_STUDY_WORDS = 7
# A message of so many words may ask for one thing as a whole.
MAX_WHOLE_WORDS = 40
# So many words told before a question are read with it.
MAX_SCENE_WORDS = 15
# From this probability on a piece asks, and one that only tells is no half of it.
MIN_ASKING, MIN_SURELY_TELLING = 0.3, 0.85
MIN_SURE_QUESTION = 0.5
# So many words that name nothing go on from what the message asked or named before.
MAX_GOING_ON_WORDS, MAX_TOPIC_WORDS, MAX_ABBREVIATION_CHARS = 13, 8, 4
# Words that tell something noted less likely than this answer no question about oneself.
MIN_TELLING = 0.3


@dataclass(frozen=True)
class GoingOn:
    """« et combien ça coûte ? » after « comment faire reconnaître mon diplôme ». `together`: what
    it asks for with what the message is about, with the question before it, and with both;
    `before`: what that question asks for alone."""

    together: tuple[AskedEntries, ...]
    before: Optional[AskedEntries] = None


@dataclass(frozen=True)
class SegmentReading:
    """One segment. `text`: as it was typed; `spelt`: as it was read, misspelt words put right.
    `ranked`: labels with their probability, the likeliest first. `asked`: the
    entries of the base that it may ask for, by itself and with what is told before it."""

    text: str
    ranked: tuple[tuple[str, float], ...]
    about_other: bool
    mentions: tuple[Mention, ...]
    asked: tuple[AskedEntries, ...] = ()
    # Where it goes on from something that the same message said before.
    going_on: Optional[GoingOn] = None
    # What the classifier of intents says of the same segment: its likeliest, and how sure it is.
    intent: str = ""
    confidence: float = 0.0
    # Whether it is all of its message.
    alone: bool = True
    spelt: str = ""
    # What it names that is no profession, to the end of the clause (« physique à l'unif »), and
    # how likely it is chosen, read as a profession in its place would be.
    study: str = ""
    choice_probability: float = 0.0
    # What it is made of where it tells, each clause read by itself.
    clauses: tuple[ClauseReading, ...] = ()

    @property
    def label(self) -> str:
        return self.ranked[0][0]

    @property
    def probability(self) -> float:
        return self.ranked[0][1]

    @property
    def act(self) -> str:
        """The likeliest act: its labels together weigh more than those of any other."""
        return max(ACTS, key=self.act_probability)

    def act_probability(self, act: str) -> float:
        """The probability of an act, whatever its aspect."""
        return sum(p for label, p in self.ranked if label.startswith(f"{act}."))

    def of(self, label: str) -> float:
        """The probability of one label."""
        return dict(self.ranked).get(label, 0.0)


@dataclass(frozen=True)
class ClauseReading:
    """One clause of a segment. `of_another`: it tells of somebody else and nothing of whoever
    writes; `read`: the same as a segment of its own."""

    read: SegmentReading
    of_another: bool


@dataclass(frozen=True)
class Reading:
    """All that a message says by itself."""

    text: str
    language: str
    segments: tuple[SegmentReading, ...]
    # The entries that all of it may ask for, where it is short enough to ask for one.
    whole: Optional[AskedEntries] = None

    @property
    def orientation_probability(self) -> float:
        """How likely a segment at least asks for orientation, or tells what is liked or wanted."""
        return max(
            segment.act_probability("ask")
            + segment.act_probability("request")
            + sum(map(segment.of, _ORIENTING_LABELS))
            for segment in self.segments
        )

    @property
    def tells(self) -> float:
        """How likely a segment tells of the person something that can be noted, or rates it."""
        return max(
            sum(map(segment.of, _NOTED_LABELS)) + segment.act_probability("answer")
            for segment in self.segments
        )

    @property
    def liking_probability(self) -> float:
        """How likely a segment tells what the person likes, wants to do or is good at."""
        return max(sum(map(segment.of, _LIKING_LABELS)) for segment in self.segments)

    @property
    def professions(self) -> tuple[str, ...]:
        """The ids of the professions that are named for sure."""
        targets = (m.target for m in self.mentions if m.type == PROFESSION)
        return tuple(target.id for target in targets if target and target.type == OCCUPATION)

    @property
    def professions_unknown(self) -> tuple[str, ...]:
        """The names of professions that the base does not hold."""
        named = (m for m in self.mentions if m.type == PROFESSION)
        return tuple(m.text for m in named if not (m.target or m.candidates))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Those of every segment, in order."""
        return tuple(m for segment in self.segments for m in segment.mentions)


_NOTED_LABELS = (
    *("tell.like", "tell.dislike", "tell.strength", "tell.weakness", "tell.done", "tell.goal"),
    *(
        "tell.constraint",
        "tell.situation",
        "tell.lost",
        "react.like",
        "react.refuse",
        "react.choose",
    ),
)
_LIKING_LABELS = ("tell.like", "tell.goal", "tell.strength", "react.like")
_ORIENTING_LABELS = ("tell.like", "tell.goal", "tell.strength", "tell.done", "service.place")
_WANTED_LABELS = ("tell.goal", "tell.doubt", "tell.like")
_FIRST_HALF = re.compile(r"\bentre (?!(?:deux|2)\b)(?:(?! et | ou ).)+$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;.!?]| (?:et|mais|parce|car|pour|donc|alors) ")
_UNSURE_QUALITIES = (linker.NEAR, linker.MISSPELT, linker.SOUNDS)
ACTS = tuple(dict.fromkeys(label.partition(".")[0] for label in LABELS))


class Reader:
    """The tagger and the heads, loaded once; `read` is pure and safe between threads."""

    def __init__(self, tagger: Tagger, heads: Heads, entries: EntryClassifier) -> None:
        self._tagger, self._heads, self._entries = tagger, heads, entries

    def read(self, text: str, library: Library) -> Reading:
        """Read a message on the base of now, misspelt words put right. Embeds each segment once
        (cached by its text)."""
        spelt = library.spelling.correct(text)
        tagged = self._tagger.tag(spelt.text)
        cut = sentence_boundaries.cut_sentences(spelt.text, tagged.segments, tagged.mentions)[
            :MAX_SEGMENTS
        ]
        languages = np.zeros(len(LANGUAGES))
        segments: list[SegmentReading] = []
        starts: list[int] = []
        for start, end in cut:
            after = bool(segments) and _asking_probability(segments[-1]) >= MIN_ASKING
            segment, found = self._segment(spelt, start, end, tagged.mentions, library, after)
            if segments and _is_preface(segments[-1], segment):
                starts.pop()
                segments.pop()
            elif segments and _belong_together(segments[-1], segment):
                start = starts.pop()
                segments.pop()
                segment, found = self._segment(spelt, start, end, tagged.mentions, library)
            for each in self._without_reason(
                segment, spelt, (start, end), tagged.mentions, library, after
            ):
                segments.append(each)
                starts.append(start)
            languages += found * len(segment.text)
        told = zip(segments, starts, strict=True)
        segments = _join_neighbours(
            [self._with_clauses(*each, spelt, tagged, library) for each in told]
        )
        segments = [
            replace(
                each,
                alone=len(segments) == 1,
                asked=self._asked(segments, at, library),
                going_on=self._going_on(segments, at, library),
            )
            for at, each in enumerate(segments)
        ]
        spoken = language_identification.identify_language(languages, text)
        if spoken != FRENCH:
            segments = [_with_foreign_names(segment, spoken, library) for segment in segments]
        return Reading(text, spoken, tuple(segments), self._whole(text, segments, library))

    def _segment(
        self,
        whole: CorrectedText,
        start: int,
        end: int,
        mentions: Sequence[Span],
        library: Library,
        after_a_question: bool = False,
    ) -> tuple[SegmentReading, np.ndarray]:
        """The reading of one piece of a text, with the probability of each language."""
        words, typed = whole.text[start:end].strip(), whole.as_typed(start, end).strip()
        spans = mention_spans.select_spans(mentions, start, end, whole.text)
        spans += mention_spans.find_known_names(words, spans, library)
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
        read = SegmentReading(typed, ranked, about_other, named, spelt=words)
        return self._with_study(read, spans, library), scored.languages

    def _with_study(
        self, read: SegmentReading, spans: Sequence[Span], library: Library
    ) -> SegmentReading:
        """The heads learnt choices of professions: a study that is named is read in their place."""
        studies = [span for span in spans if span.type in (FIELD, TRAINING)]
        if not studies or any(span.type == PROFESSION for span in spans):
            return read
        whole = _span_to_clause_end(min(span.start for span in studies), read.spelt)
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
        """Where something is told, its clauses too: one label says little of « j'ai arrêté à cause
        de mon dos, je vends des fleurs et mon frère m'aide »."""
        if segment.act_probability("tell") + segment.act_probability("react") < MIN_TELLING:
            return segment
        found: list[ClauseReading] = []
        at = start
        for clause in clause_extraction.extract_clauses(segment.spelt):
            begins = whole.text.find(clause.text, at)
            if clause.text == segment.spelt:
                read = segment
            elif begins < 0:  # put together from two sentences
                text = CorrectedText(clause.text, clause.text)
                read, _ = self._segment(text, 0, len(text.text), [], library)
            else:
                at = begins + len(clause.text)
                read, _ = self._segment(whole, begins, at, tagged.mentions, library)
            found.append(ClauseReading(read, clause.of_another))
        return replace(segment, clauses=tuple(found))

    def _without_reason(
        self,
        segment: SegmentReading,
        whole: CorrectedText,
        place: tuple[int, int],
        mentions: Sequence[Span],
        library: Library,
        after_a_question: bool,
    ) -> list[SegmentReading]:
        """What is asked, and why it is (« …, parce que mon chef m'a dit… »), each by itself."""
        start, end = place
        at = sentence_forms.find_reason(whole.text[start:end])
        if not at:
            return [segment]
        asked, _ = self._segment(whole, start, start + at, mentions, library, after_a_question)
        if _asking_probability(asked) < MIN_SURE_QUESTION:
            return [segment]
        return [asked, self._segment(whole, start + at, end, mentions, library)[0]]

    def _going_on(
        self, segments: Sequence[SegmentReading], at: int, library: Library
    ) -> Optional[GoingOn]:
        """A question that names nothing, read with what was said before it."""
        segment = segments[at]
        named = any(m.type != TOWN for m in segment.mentions)
        many = len(segment.text.split()) > MAX_GOING_ON_WORDS
        if (
            named
            or many
            or _asking_probability(segment) + segment.act_probability("service") < MIN_ASKING
        ):
            return None
        topic, before = _message_topic(segments[:at]), _last_question(segments[:at])
        both = f"{topic} {before}" if topic.lower() not in before.lower() else before
        texts = dict.fromkeys(text.strip() for text in (topic, before, both) if text.strip())
        if not texts:
            return None
        together = tuple(self.asked(f"{text} {segment.spelt}", library) for text in texts)
        return GoingOn(together, self.asked(before, library) if before else None)

    def _asked(
        self, segments: Sequence[SegmentReading], at: int, library: Library
    ) -> tuple[AskedEntries, ...]:
        """« jsuis enceinte, jpeux continuer l'école » asks with both its halves."""
        texts = [segments[at].spelt]
        before = segments[at - 1] if at else None
        if before is not None and _sets_the_scene(before, segments[at]):
            texts.append(f"{before.spelt} {segments[at].spelt}")
        return tuple(self.asked(text, library) for text in texts)

    def _whole(
        self, text: str, segments: Sequence[SegmentReading], library: Library
    ) -> Optional[AskedEntries]:
        """What a message asks for that is not cut; of one longer than MAX_WHOLE words, what its
        questions ask with what was told right before the first of them."""
        if len(text.split()) > MAX_WHOLE_WORDS:
            core = _question_core(segments)
            return self.asked(core, library) if core else None
        return segments[0].asked[0] if len(segments) == 1 else self.asked(text, library)

    def asked(self, text: str, library: Library) -> AskedEntries:
        """A text with the entries of the base that it may ask for."""
        spelt = library.spelling.correct(text).text
        return self._entries.asked(spelt, library.embedder.query(spelt))


def _question_core(segments: Sequence[SegmentReading]) -> str:
    """The questions of a long message and the segment before them; empty where it has none."""
    asking = [
        at for at, each in enumerate(segments) if _asking_probability(each) >= MIN_SURE_QUESTION
    ]
    if not asking:
        return ""
    kept = sorted({max(asking[0] - 1, 0), *asking})
    return " ".join(" ".join(segments[at].text for at in kept).split()[-MAX_WHOLE_WORDS:])


def _span_to_clause_end(start: int, text: str) -> Span:
    """From where something is named to the end of its clause, a few words at most."""
    clause = _CLAUSE_END.split(text[start:])[0]
    end = start + len(" ".join(clause.split()[:MAX_STUDY_WORDS]))
    return Span(start, min(end, start + len(clause.rstrip())), PROFESSION)


def _asking_probability(segment: SegmentReading) -> float:
    return segment.act_probability("ask") + segment.act_probability("request")


def _last_question(segments: Sequence[SegmentReading]) -> str:
    """The last thing that was asked in the same message."""
    asked = (s.spelt for s in reversed(segments) if _asking_probability(s) >= MIN_SURE_QUESTION)
    return next(asked, "")


def _message_topic(segments: Sequence[SegmentReading]) -> str:
    """What a message is about: what is wanted, in a few words, else what was last named in a
    question or as what is wanted, what others said of it, or an attestation."""
    wanted = [
        s for s in segments if _asking_probability(s) >= MIN_ASKING or s.label in _WANTED_LABELS
    ]
    others = [s for s in segments if s.label == "tell.other"]
    goals = [
        s.spelt
        for s in segments
        if s.label == "tell.goal" and 3 <= _count_words(s) <= MAX_TOPIC_WORDS
    ]
    papers = [m.text for s in segments for m in s.mentions if m.type == TRAINING and _is_short(m)]
    found = (goals, _mention_texts(wanted), _mention_texts(others), papers)
    return next((each[-1] for each in found if each), "")


def _mention_texts(segments: Sequence[SegmentReading]) -> list[str]:
    return [m.text for s in segments for m in s.mentions if m.type != TOWN]


def _is_short(mention: Mention) -> bool:
    """« AOB », « CEB », « 7P »: a name that says by itself what is spoken about."""
    return len(mention.text) <= MAX_ABBREVIATION_CHARS


def _count_words(segment: SegmentReading) -> int:
    return len(segment.text.split())


def _belong_together(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether two pieces are one."""
    return (
        _is_fragment(before)
        or _is_between(before, segment)
        or _is_cut_in_two(before, segment)
        or sentence_forms.lacks_other_half(before.text, segment.text)
        or sentence_forms.lacks_object(before.text, segment.text)
        or _is_judged(before, segment)
    )


def _is_judged(before: SegmentReading, segment: SegmentReading) -> bool:
    """« mais les chefs sur le dos » ¦ « c'était pas possible »: nothing ends the first half."""
    told = before.act != "social" and not sentence_forms.is_question(before.text)
    return (
        told
        and before.text.rstrip()[-1:] not in ".!?"
        and sentence_forms.is_judgement(segment.text)
    )


def _is_preface(before: SegmentReading, segment: SegmentReading) -> bool:
    """« est-ce que tu peux m'expliquer » ¦ « quelles études c'est »: the second half alone asks."""
    return sentence_forms.is_preface(before.text) and sentence_forms.begins_question(segment.text)


def _is_cut_in_two(before: SegmentReading, segment: SegmentReading) -> bool:
    """« je voudrais savoir combien d'années » ¦ « il faut pour devenir vétérinaire »: a question
    that nothing ends, before what begins nothing of its own."""
    if not sentence_forms.is_question(before.text) or segment.act == "social":
        return False
    if sentence_forms.is_relative(segment.text):
        return "?" not in before.text
    tells = segment.act in ("tell", "react") and segment.probability >= MIN_SURELY_TELLING
    own = sentence_forms.begins_with_joiner(segment.text) or sentence_forms.begins_question(
        segment.text
    )
    return sentence_forms.has_open_end(before.text) and not tells and not own


def _sets_the_scene(before: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a segment only makes sense with what was told right before it."""
    tells = before.act in ("tell", "none", "off") and segment.act not in ("tell", "social")
    return tells and len(before.text.split()) <= MAX_SCENE_WORDS


def _is_between(before: SegmentReading, segment: SegmentReading) -> bool:
    """« j'hésite entre le droit » ¦ « et la com » is one: what is between has a second half."""
    return bool(_FIRST_HALF.search(before.text)) and segment.text.lower().startswith(("et ", "ou "))


def _is_fragment(segment: SegmentReading) -> bool:
    """Whether a word or two do nothing by themselves: they begin what follows."""
    return (
        len(segment.text.split()) <= MAX_FRAGMENT_WORDS and segment.probability < MIN_SURE_SEGMENT
    )


def _join_neighbours(segments: Sequence[SegmentReading]) -> list[SegmentReading]:
    """Neighbours that tell the same kind of thing about the same person are one."""
    joined: list[SegmentReading] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last is not None and _continues_statement(last, segment):
            text, spelt = f"{last.text} {segment.text}", f"{last.spelt} {segment.spelt}"
            mentions = (*last.mentions, *segment.mentions)
            apart = (*last.clauses, *segment.clauses)
            joined[-1] = replace(last, text=text, spelt=spelt, mentions=mentions, clauses=apart)
        else:
            joined.append(segment)
    return joined


def _continues_statement(last: SegmentReading, segment: SegmentReading) -> bool:
    """Whether a segment tells on; what is liked or refused is kept apart, in its own words."""
    alike = (last.label, last.about_other) == (segment.label, segment.about_other)
    tells = segment.label.startswith(("tell.", "none."))
    return alike and tells and segment.label not in ("tell.like", "tell.dislike")


def _with_foreign_names(segment: SegmentReading, spoken: str, library: Library) -> SegmentReading:
    """The same with the professions that it names in its own language; what only resembles a French
    name names nothing."""
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
