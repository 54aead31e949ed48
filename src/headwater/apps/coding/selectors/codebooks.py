"""Codebooks: those that are kept here, those that ship, and what a new version changes."""

from dataclasses import dataclass

from django.db.models import Count as CountOf
from django.db.models import QuerySet
from django.http import Http404

from headwater.analysis.demand.codebook.book import Codebook
from headwater.analysis.demand.codebook.checking import Finding
from headwater.analysis.demand.codebook.codes import Code
from headwater.analysis.demand.codebook.freezing import next_text
from headwater.analysis.demand.codebook.reading import STARTERS, read_codebook
from headwater.analysis.demand.codebook.versions import diff
from headwater.analysis.demand.codebook.versions_result import CodebookDiff
from headwater.analysis.demand.frame import FIELDS
from headwater.apps.coding.models import CodebookVersion
from headwater.apps.coding.selectors.counting import book_of
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require


@dataclass(frozen=True)
class Starter:
    """A codebook that ships and is not here yet."""

    name: str
    title: str
    sector: str
    reasons: int


@dataclass(frozen=True)
class Section:
    """The codes of one field, each with what the codebook says of it."""

    field: str
    codes: tuple[tuple[str, Code | None], ...]


@dataclass(frozen=True)
class CodebookPage:
    """One codebook as a page shows it."""

    kept: CodebookVersion
    book: Codebook
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    changes: CodebookDiff | None


def codebooks_visible_to(user: User) -> QuerySet[CodebookVersion]:
    """Return the codebooks to whoever may follow coding."""
    require(user, Action.READ_CODING)
    return CodebookVersion.objects.annotate(used=CountOf("studies")).order_by("name", "-version")


def starters() -> list[Starter]:
    """Return the codebooks that ship and were not taken over yet."""
    here = set(CodebookVersion.objects.values_list("name", flat=True))
    books = map(read_codebook, STARTERS)
    return [Starter(b.name, b.title, b.sector, len(b.reason)) for b in books if b.name not in here]


def codebook_visible_to(user: User, pk: int) -> CodebookPage:
    """Return one codebook to whoever may follow coding, and what it changes from the version before."""
    require(user, Action.READ_CODING)
    kept = CodebookVersion.objects.filter(pk=pk).first()
    if kept is None:
        raise Http404
    book = book_of(kept)
    sections = (Section(f, tuple((code, book.code(f, code)) for code in book.codes(f))) for f in FIELDS)
    earlier = earlier_than(kept)
    return CodebookPage(
        kept,
        book,
        tuple(sections),
        tuple(book.check()),
        None if earlier is None else diff(book_of(earlier), book),
    )


def text_of_next(user: User, pk: int) -> str:
    """Return the text to begin the next version from; that of an open version as it is."""
    page = codebook_visible_to(user, pk)
    return next_text(page.kept.text, page.book) if page.book.frozen else page.kept.text


def earlier_than(kept: CodebookVersion) -> CodebookVersion | None:
    """Return the version before."""
    before = CodebookVersion.objects.filter(name=kept.name, version__lt=kept.version)
    return before.order_by("-version").first()
