"""What a browser sends from a page of the desk."""

from justhtml import JustHTML


def sent_from(html: str) -> dict:
    """The fields of the page's main form as a browser would send them, its first text with an x more."""
    main = JustHTML(html, sanitize=False).query("main") or [JustHTML(html, sanitize=False).root]
    sent: dict[str, list[str]] = {}
    changed = False
    for element in main[0].query("input, textarea, select"):
        said = element.attrs or {}
        name, kind = said.get("name"), said.get("type", "text") if element.name == "input" else element.name
        if not name or "disabled" in said or kind in ("submit", "file", "button", "search"):
            continue
        if name in ("csrfmiddlewaretoken", "action", "_selected_action", "select_across"):
            continue
        if kind in ("checkbox", "radio"):
            if "checked" in said:
                sent.setdefault(name, []).append(said["value"] or "" if "value" in said else "on")
            continue
        if kind == "select":
            chosen = [option for option in element.query("option") if "selected" in (option.attrs or {})]
            if not chosen and "multiple" not in said:
                chosen = [o for o in element.query("option") if (o.attrs or {}).get("value")][:1]
            sent.setdefault(name, []).extend((option.attrs or {}).get("value", "") for option in chosen)
            continue
        value = element.to_text(separator="", strip=False) if kind == "textarea" else said.get("value") or ""
        if kind == "password":
            value = "a-long-pass-1"
        if kind in ("text", "textarea") and not changed and name not in ("slug", "q", "time_zone"):
            value, changed = value.strip("\n") + "x", True
        if not value and kind in ("text", "textarea") and (name == "slug" or "required" in said):
            value = "a-new-one"
        sent.setdefault(name, []).append(value)
    return sent
