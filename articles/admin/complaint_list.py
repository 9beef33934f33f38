"""The list of complaints: tabs with their counts, filters, one page of rows. Its cost does not grow with the rows."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.admin.forms import people
from articles.admin.tabs import Tab, row_number, tabs
from articles.complaints import is_reference
from articles.models import Complaint

PER_PAGE = 40
TABS = {
    "": _("Open"),
    "late": _("Late"),
    "mine": _("Mine"),
    "nobody": _("Nobody’s yet"),
    "closed": _("Closed"),
}


@dataclass
class ComplaintList:
    """One page of the list and what stands around it."""

    tabs: list[Tab]
    page: object
    count: int
    rows: list[Complaint]
    filters: dict
    people: list
    kinds: list
    ways: list
    query: str
    filtered: bool


def _conditions(user, today: date) -> dict[str, Q]:
    still = Q(outcome="")
    return {
        "": still,
        "late": still & Q(due_on__lt=today),
        "mine": still & Q(assigned_to=user),
        "nobody": still & Q(assigned_to=None),
        "closed": ~Q(outcome=""),
    }


def complaint_list(seen: QuerySet[Complaint], user, asked, today: date) -> ComplaintList:
    """The list for `user` of the complaints that they may see, as `asked` (a QueryDict of `view`, `q`, `kind`, `via`,
    `who`, `p`) wants it. Nobody is looked for by name or address: what is asked for stands in logs."""
    conditions = _conditions(user, today)
    tab = asked.get("view", "")
    tab = tab if tab in TABS else ""
    counted = seen.aggregate(**{f"n{name}": Count("pk", filter=rule) for name, rule in conditions.items()})
    views = tabs(TABS, {name: counted[f"n{name}"] for name in TABS}, tab, asked)
    filters = {
        "q": asked.get("q", "").strip()[:100],
        "kind": asked.get("kind", "") if asked.get("kind", "") in Complaint.Kind.values else "",
        "via": asked.get("via", "") if asked.get("via", "") in Complaint.Via.values else "",
        "who": row_number(asked.get("who", "")),
    }
    found = seen.filter(conditions[tab])
    if filters["q"]:
        number = filters["q"].replace("-", "").replace(" ", "").upper()
        if is_reference(number):
            found = seen.filter(reference=number)  # whoever has the number in hand does not ask in which tab
        else:
            found = found.filter(article__headline__icontains=filters["q"])
    for name in ("kind", "via"):
        if filters[name]:
            found = found.filter(**{name: filters[name]})
    if filters["who"]:
        found = found.filter(assigned_to=filters["who"])
    order = ("-outcome_at", "-pk") if tab == "closed" else ("due_on", "pk")
    paginator = Paginator(found.select_related("article", "assigned_to").order_by(*order), PER_PAGE)
    page = paginator.get_page(asked.get("p"))
    return ComplaintList(
        tabs=views,
        page=page,
        count=paginator.count,
        rows=list(page),
        filters=filters | {"view": tab},
        people=list(people()),
        kinds=Complaint.Kind.choices,
        ways=Complaint.Via.choices,
        query=next(view.query for view in views if view.here),
        filtered=any(filters.values()),
    )
