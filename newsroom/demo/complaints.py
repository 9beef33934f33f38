"""What readers and others hold against stories of the demo newsroom, and what became of it. People and addresses are
invented; the addresses are at a domain that can never be anybody's (RFC 2606)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from articles import workflow
from articles.complaints import Typed
from articles.models import Article, Complaint, Correction, Publication

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Case:
    """One complaint. `came`: hours after the story went out (negative: hours before now). `due`: days from today, where
    somebody set another deadline than the newsroom's. `outcome` with `why` and `answer`, or open; `note` of `by`."""

    language: str
    group: str
    kind: str
    via: str
    text: str
    came: float
    quote: str = ""
    source: str = ""
    name: str = ""
    email: str = ""
    contact: str = ""
    who: str = ""
    due: int | None = None
    note: str = ""
    outcome: str = ""
    why: str = ""
    answer: str = ""


CASES = (
    Case(
        "en", "night-buses", "error", "form", came=20, who="editor", email="reader-one@demo.invalid",
        text="The trial was not agreed by eleven to two. I sat in the gallery: one member left before the vote, so ten "
        "voted for it.",
        quote="Eleven members voted for the trial and two abstained",
        source="The minutes are to be on the council’s page this week, item 4.",
        note="Asked the council’s office for the minutes. They promise them for Monday; rang again today.",
    ),
    Case(
        "en", "market-hall-roof", "reply", "letter", came=30, who="publisher", due=0,
        name="Society of the Fishmongers", contact="Market hall, south side, stall 88",
        text="You write that we asked for awnings. We asked for the old windows. We should like to say so ourselves, "
        "in as many words as the traders’ association was given.",
        quote="The fishmongers, whose stalls lie on the south side, have asked for awnings indoors",
    ),
    Case(
        "en", "canal-cleanup", "error", "form", came=-1,
        text="Two of the eleven bicycles were mine and my brother’s. They were not thrown into the canal, they were "
        "stolen.",
        email="reader-two@demo.invalid",
    ),
    Case(
        "en", "hill-honey", "error", "letter", came=3, who="editor", name="The treasurer of the cooperative",
        contact="Office of the cooperative, by the bridge",
        text="We are 46 families and not 64. Somebody turned the figures round.", quote="64 families",
        outcome="corrected", answer="Told on the phone that it is put right, and thanked.",
    ),
    Case(
        "en", "library-opening-hours", "conduct", "mail", came=10, who="publisher",
        text="Nobody asked the people who work there whether they want to stay until ten.",
        outcome="nothing",
        why="The story is about the hours. The staff’s council was asked and did not answer; a second one is planned.",
        answer="Thank you for writing. We asked the staff’s council, which has not answered yet. When it does, we "
        "report it.",
    ),
    Case(
        "ar", "oud-makers-workshop", "name", "phone", came=26, who="publisher", due=-1,
        name="ابنة الأسطى", contact="تتصل بعد الظهر",
        text="تطلب ابنة الأسطى ألا يُذكر أنها في الجامعة، فزميلاتها عرفنها من المادة.",
        quote="قبل أن تولد ابنته الصغرى، وهي اليوم في الجامعة",
    ),
    Case(
        "ar", "date-harvest", "error", "form", came=2, who="publisher",
        text="محصول الجمعية هذا العام 400 طن لا 450، وهو في بيانها الثاني.", quote="وهو هذا العام 450",
        source="البيان الثاني للجمعية", outcome="corrected",
    ),
    Case(
        "ckb", "school-garden", "error", "form", came=-20, email="reader-three@demo.invalid",
        text="پۆلی پێنجەم بوو بیبەری زوو چاند، نەک پۆلی شەشەم. کوڕەکەم لەو پۆلەدایە و زۆری پێ ناخۆشە.",
        quote="پۆلی شەشەم بیبەری زوو چاند",
    ),
    Case(
        "ckb", "mountain-road", "error", "phone", came=2, who="publisher", name="کوێخا",
        text="کوێخا دەڵێت ژمارەکە ١٬٩٠٠ کەسە، نەک ٢٬٩٠٠.", quote="نزیکەی ٢٬٩٠٠ کەس", outcome="corrected",
        answer="بە تەلەفۆن پێمان گوت کە ڕاستمان کردەوە.",
    ),
)  # fmt: skip


def make(stories: dict[tuple[str, str], Article], logins: dict, today, now: datetime) -> None:
    """Enters all of them at the stories, by (language, group), and does with each what the desk did. Nothing is mailed:
    answers went another way."""
    for case in CASES:
        _make(case, stories[case.language, case.group], logins, today, now)


def _make(case: Case, article: Article, logins: dict, today, now: datetime) -> None:
    first = Publication.objects.filter(story=article.uuid).order_by("visible_from").first()
    assert first is not None  # a complaint of the demo is about what readers see
    came = now + case.came * HOUR if case.came < 0 else min(first.visible_from + case.came * HOUR, now - HOUR / 2)
    editor = logins["editor"]
    typed = Typed(case.text, case.quote, case.source, case.email, case.name, case.contact)
    if case.via == Complaint.Via.FORM:
        row = workflow.receive_complaint(
            story=article.uuid, kind=case.kind, typed=typed, now=came, form=f"{case.language}/{case.group}"
        )
    else:
        row = workflow.enter_complaint(
            by=editor, article=article, kind=case.kind, via=case.via, typed=typed, received_at=came, now=came
        )
    if case.who or case.due is not None:
        day = row.due_on if case.due is None else today + timedelta(days=case.due)
        workflow.handle_complaint(
            by=editor, complaint=row, kind=case.kind, due_on=day, assigned_to=logins.get(case.who), seen=row.turn,
            now=min(came + HOUR / 3, now),
        )  # fmt: skip
    if case.note:
        workflow.note_on_complaint(by=logins[case.who], complaint=row, text=case.note, now=now - 3 * HOUR)
    if case.outcome:
        told = Correction.objects.filter(story=article.uuid).of_mistakes().latest_first().first()
        corrected = case.outcome == Complaint.Outcome.CORRECTED
        workflow.close_complaint(
            by=logins[case.who], complaint=row, outcome=case.outcome, why=case.why, answer=case.answer, seen=row.turn,
            correction=told.pk if corrected and told else None, now=min(came + 4 * HOUR, now),
        )  # fmt: skip
