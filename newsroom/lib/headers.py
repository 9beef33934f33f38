"""Security headers of every answer. Readers' pages set their own policy; what they set is left alone."""

import secrets

from django.conf import settings
from django.utils.functional import SimpleLazyObject

# Nothing of another origin, nothing inline. The editor's pages add what a paste needs, see `editing`.
DESK_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
# What an answer outside the desk gets that says nothing itself, such as a picture or a feed.
BARE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PERMISSIONS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), interest-cohort=()"
)
# Readers' pages run nothing that could ask for any of it; what is said weighs on each of them.
READERS_PERMISSIONS = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=()"


def policy(**more: str) -> str:
    """The desk's content security policy with `more` (`img_src="blob:"`) added to its directives."""
    rules = dict(DESK_POLICY)
    for name, source in more.items():
        name = name.replace("_", "-")
        before = rules.get(name, "'none'" if name.endswith(("-attr", "-elem")) else "")
        rules[name] = source if before in ("'none'", "") else f"{before} {source}"
    if settings.HTTPS:
        rules["upgrade-insecure-requests"] = ""
    return "; ".join(f"{name} {source}".strip() for name, source in rules.items())


def editing(response):
    """Marks an answer as a page with the editor on it: text pasted from word processors says by style attributes
    what is bold, and the browser hides those from the editor unless the policy lets them be."""
    response.headers["Content-Security-Policy"] = policy(style_src_attr="'unsafe-inline'")
    return response


def everywhere() -> list[tuple[str, str]]:
    """What every answer says that does not say it itself."""
    said = [
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", PERMISSIONS),
    ]
    return [*said, ("Strict-Transport-Security", "max-age=31536000")] if settings.HTTPS else said


def readers() -> list[tuple[str, str]]:
    """The same for an answer outside the desk."""
    said = dict(everywhere()) | {"Permissions-Policy": READERS_PERMISSIONS}
    return [
        *said.items(),
        ("Content-Security-Policy", BARE_POLICY),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
    ]


class SecurityHeaders:
    """Adds what an answer has not said itself. `request.csp_nonce` is made when something asks for it, and is
    then part of the desk's policy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        made: list[str] = []

        def nonce() -> str:
            made.append(secrets.token_urlsafe(16))
            return made[0]

        request.csp_nonce = SimpleLazyObject(nonce)
        response = self.get_response(request)
        said = response.headers
        ours = readers
        if request.path.startswith("/admin/"):
            said.setdefault("Content-Security-Policy", policy())
            if made:
                said["Content-Security-Policy"] = said["Content-Security-Policy"].replace(
                    "script-src 'self'", f"script-src 'self' 'nonce-{made[0]}'"
                )
            said["Cache-Control"] = "private, no-store"
            said.setdefault("X-Robots-Tag", "noindex")
            said.setdefault("Referrer-Policy", "same-origin")
            ours = everywhere
        for name, value in ours():
            said.setdefault(name, value)
        return response
