"""Where requests go, and by which road: the endpoint, the proxy, the certificates. All from configuration.

Encrypted everywhere but on this machine itself; this machine is never asked through a proxy.
"""

import ipaddress
import os
import re
import ssl
from typing import Final
from urllib.request import getproxies, proxy_bypass

import httpx

from rtc_tui.errors import ConfigError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_HOST: Final = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")  # as it goes over the wire: other scripts as xn--
KEEPALIVE_S: Final = 45.0  # longer than the 30 s between polls; httpcore looks whether the other end has hung up


def endpoint_url(endpoint: str) -> httpx.URL:
    """The endpoint's URL with the path `/`. Raises ConfigError when it is none, or not to be trusted."""
    try:
        url = httpx.URL(endpoint.strip())
        port_ok = url.port is None or 0 < url.port < 65536
    except (httpx.InvalidURL, ValueError):
        raise _bad("client.endpoint_bad", endpoint) from None
    bare = url.raw_path == b"/" and not url.userinfo and not url.fragment
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(url.raw_host) or not port_ok or not bare:
        raise _bad("client.endpoint_bad", endpoint)
    if url.scheme == "http" and not is_loopback(url.host):
        raise ConfigError(t("client.endpoint_plain", url=safe(endpoint)), t("client.endpoint_plain_hint"))
    return url.copy_with(path="/")


def _bad(key: str, endpoint: str) -> ConfigError:
    shown = endpoint.rpartition("@")[2]  # a user and password in it are not for showing
    return ConfigError(t(key, url=safe(shown)), t("client.endpoint_hint"))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: 127.0.0.0/8, ::1 or localhost."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def proxy_for(url: httpx.URL) -> tuple[str, str] | None:
    """(variable, proxy URL) that the environment names for `url`; None when it is to be asked directly."""
    if is_loopback(url.host) or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    for name in (url.scheme, "all"):
        if proxies.get(name):
            proxy = proxies[name]
            return f"{name.upper()}_PROXY", proxy if "://" in proxy else f"http://{proxy}"
    return None


def transport(url: httpx.URL) -> httpx.AsyncHTTPTransport:
    """The road to `url`. Raises ConfigError when the proxy or the certificates named in the environment are unusable."""
    return httpx.AsyncHTTPTransport(
        verify=_trust(url),
        proxy=_proxy(url),
        limits=httpx.Limits(keepalive_expiry=KEEPALIVE_S),
    )


def _proxy(url: httpx.URL) -> httpx.Proxy | None:
    found = proxy_for(url)
    if found is None:
        return None
    name, address = found
    try:
        if httpx.URL(address).scheme.startswith("socks"):
            raise ConfigError(t("client.proxy_bad", name=name, reason=t("client.proxy_socks")), t("client.proxy_hint"))
        return httpx.Proxy(address)
    except (httpx.InvalidURL, ValueError):  # either may quote the address, and with it a password
        reason = t("client.proxy_unread")
        raise ConfigError(t("client.proxy_bad", name=name, reason=reason), t("client.proxy_hint")) from None


def _trust(url: httpx.URL) -> ssl.SSLContext:
    if url.scheme == "http":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and costs no 20 ms: there is no TLS to speak
    try:
        return httpx.create_ssl_context()
    except (OSError, ssl.SSLError) as error:
        name = "SSL_CERT_FILE" if os.environ.get("SSL_CERT_FILE") else "SSL_CERT_DIR"
        reason = safe(error.strerror or error)
        message = t("client.certificates_bad", name=name, reason=reason)
        raise ConfigError(message, t("client.certificates_hint")) from None
