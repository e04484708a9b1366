"""An OpenID Connect provider asked who somebody is: authorization code with PKCE, state, nonce.

OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9207.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from leakwatch.errors import ConfigError, LeakwatchError, SourceError
from leakwatch.signon import safe

if TYPE_CHECKING:
    from joserfc.jwt import Token

    from leakwatch.signon import SignOn

#: signed by the provider's own key: neither none, nor a secret that we share
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
#: to answer us; two clocks may differ by; what was read of the provider is believed for
ANSWER_SECONDS, LEEWAY_SECONDS, KNOWN_SECONDS = 10, 60, 3600
#: from leaving us to coming back
WAY_SECONDS = 600
AWAY = "the sign-in service does not answer: try again in a moment"
REFUSED = "the sign-in service did not sign you in here: begin again"


class RefusedError(LeakwatchError):
    """The provider, or what came back from it, says that nobody is to be let in."""


@dataclass(frozen=True)
class Leaving:
    """What a browser keeps while its user is at the provider; signed by us."""

    state: str
    nonce: str
    verifier: str
    at: int

    @classmethod
    def new(cls) -> Leaving:
        """Of chance."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        return cls(state, nonce, verifier, int(time.time()))

    def sealed(self, secret: bytes) -> str:
        """As a cookie holds it."""
        said = f"{self.state}.{self.nonce}.{self.verifier}.{self.at}"
        return f"{said}.{_signature(said, secret)}"

    @classmethod
    def read(cls, cookie: str, secret: bytes) -> Leaving:
        """RefusedError for what is not ours, or too old."""
        said, _, signature = cookie.rpartition(".")
        parts = said.split(".")
        if len(parts) != 4 or not hmac.compare_digest(
            _signature(said, secret).encode(), signature.encode()
        ):
            raise RefusedError(REFUSED)
        if not 0 <= time.time() - int(parts[3]) <= WAY_SECONDS:
            raise RefusedError(REFUSED)
        state, nonce, verifier, at = parts
        return cls(state, nonce, verifier, int(at))


def _signature(said: str, secret: bytes) -> str:
    return hmac.digest(secret, f"oidc {said}".encode(), "sha256").hex()


class Provider:
    """The provider of the settings; what it tells of itself is kept for an hour."""

    def __init__(self, ours: SignOn, back: str, secret: str | None) -> None:
        self.ours, self.back, self._secret = ours, back, secret
        self._turn, self._known = Lock(), dict[str, tuple[float, dict[str, Any]]]()

    def address(self, leaving: Leaving) -> str:
        """Where somebody signs in."""
        place = self._told()["authorization_endpoint"]
        with self._session() as session:
            found, _ = session.create_authorization_url(
                place, state=leaving.state, nonce=leaving.nonce, code_verifier=leaving.verifier
            )
        return str(found)

    def name(self, leaving: Leaving, given: Mapping[str, str]) -> str:
        """Who came back, as the provider calls him.

        RefusedError where it does not vouch for him, SourceError where it does not answer.
        """
        if not hmac.compare_digest(given.get("state", "").encode(), leaving.state.encode()):
            raise RefusedError(REFUSED)
        if given.get("iss", self.ours.issuer) != self.ours.issuer or not given.get("code"):
            raise RefusedError(REFUSED)
        claims = self._vouched(self._token(given["code"], leaving), leaving)
        told = claims.get(self.ours.claim)
        # an address that nobody checked is anybody's
        if self.ours.claim == "email" and claims.get("email_verified") is not True:
            raise RefusedError(REFUSED)
        if not isinstance(told, str) or not told:
            raise RefusedError(REFUSED)
        return told

    def _token(self, code: str, leaving: Leaving) -> dict[str, Any]:
        from authlib.common.errors import AuthlibBaseError
        from requests import RequestException

        place = self._told()["token_endpoint"]
        try:
            with self._session() as session:
                found = session.fetch_token(
                    place, code=code, code_verifier=leaving.verifier, timeout=ANSWER_SECONDS,
                    grant_type="authorization_code", allow_redirects=False,
                )  # fmt: skip
        except RequestException as error:
            raise SourceError(AWAY) from error
        except (AuthlibBaseError, ValueError) as error:
            raise RefusedError(REFUSED) from error
        return dict(found)

    def _vouched(self, token: Mapping[str, Any], leaving: Leaving) -> dict[str, Any]:
        """What an ID token says that the provider signed, for us, now, and for this browser."""
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        wanted = {"iss": {"essential": True, "value": self.ours.issuer},
                  "aud": {"essential": True, "value": self.ours.client_id}}  # fmt: skip
        mine = {"nonce": leaving.nonce, "client_id": self.ours.client_id,
                "access_token": token.get("access_token")}  # fmt: skip
        said = token.get("id_token")
        try:
            read = self._signed(str(said))
            claims = CodeIDToken(read.claims, read.header, wanted, mine)
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            raise RefusedError(REFUSED) from error
        return dict(claims)

    def _signed(self, said: str) -> Token:
        """A token that one of the provider's keys has signed; it may have others by now."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        def read(keys: Any) -> Token:
            return jwt.decode(said, KeySet.import_key_set(keys), algorithms=ALGORITHMS)

        try:
            return read(self._keys(again=False))
        except (JoseError, ValueError):
            return read(self._keys(again=True))

    def _told(self) -> dict[str, Any]:
        """What the provider tells of itself (OpenID Connect Discovery 1.0)."""
        place = f"{self.ours.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = self._read(place)
        needed = [told.get(f"{name}_endpoint") for name in ("authorization", "token")]
        if told.get("issuer") != self.ours.issuer or not all(
            isinstance(one, str) and safe(one) for one in [*needed, told.get("jwks_uri")]
        ):
            raise ConfigError("the provider is another than it says", where="[oidc] issuer",
                              hint="write it as its own configuration does")  # fmt: skip
        return told

    def _keys(self, *, again: bool) -> dict[str, Any]:
        return self._read(self._told()["jwks_uri"], again=again)

    def _read(self, place: str, *, again: bool = False) -> dict[str, Any]:
        """A document of the provider; SourceError where it does not give it."""
        import requests

        with self._turn:
            at, known = self._known.get(place, (0.0, {}))
            if known and not again and time.monotonic() - at < KNOWN_SECONDS:
                return known
        try:
            answer = requests.get(place, timeout=ANSWER_SECONDS, allow_redirects=False)
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise SourceError(AWAY) from error
        if not isinstance(found, dict):
            raise SourceError(AWAY)
        with self._turn:
            self._known[place] = time.monotonic(), found
        return found

    def _session(self) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        how = "client_secret_basic" if self._secret else "none"
        return OAuth2Session(
            self.ours.client_id, self._secret, scope="openid profile email",
            redirect_uri=self.back, code_challenge_method="S256", token_endpoint_auth_method=how,
        )  # fmt: skip
