"""What may be connected to: decided on the very addresses that are then connected to.

A crawler fetches what strangers' pages tell it to, so a name must not lead it into the network that it runs in.
Twisted's endpoints connect to exactly the addresses that the reactor's name resolver hands them, IP literals and
redirects included; `AddressGuard` stands in that place and hands on only what may be reached. There is no second
lookup between the check and the connection, hence no gap for DNS rebinding. Proxies are never used, because a proxy
would look names up itself.
"""

import logging
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from spiders.source import host_port

logger = logging.getLogger(__name__)

_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that IANA has ever handed out; ::ffff:0:0/96 (IPv4-mapped) is outside
_TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: carries an IPv4 address that a gateway connects to


def is_public(text: str) -> bool:
    """Whether an IP address is an ordinary one of the public internet; anything that is no address is not."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return all(_is_ordinary(part) for part in (address, *_carried(address)))


def _is_ordinary(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address in _TRANSLATED:
        return True  # what it carries decides
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for: translated, 6to4, Teredo."""
    if isinstance(address, IPv4Address):
        return []
    carried = [address.sixtofour, *(address.teredo or ())]
    if address in _TRANSLATED:
        carried.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return [part for part in carried if part is not None]


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on public addresses; notes when a name had none but others."""

    def __init__(self, receiver: Any, guard: "AddressGuard", target: str) -> None:
        self._receiver = receiver
        self._guard = guard
        self._target = target
        self._refused: list[str] = []
        self._passed = 0

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's interface
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's interface
        host = str(getattr(address, "host", ""))
        if is_public(host):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._refused.append(host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's interface
        self._guard.note(self._target, [] if self._passed else self._refused)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class AddressGuard:
    """A name resolver that hides all but public addresses, except for the `host:port` pairs listed as private."""

    def __init__(self, resolver: Any, private_hosts: Iterable[str]) -> None:
        self._resolver = resolver
        self._private_hosts = frozenset(host.lower() for host in private_hosts)
        self._refused: dict[str, tuple[str, ...]] = {}

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's interface
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """As Twisted's interface says, with addresses that must not be connected to left out."""
        name = f"[{hostName}]" if ":" in hostName else hostName
        target = f"{name}:{portNumber}".lower()
        receiver: Any = resolutionReceiver
        if target not in self._private_hosts:
            receiver = _PublicOnly(resolutionReceiver, self, target)
        return self._resolver.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def note(self, target: str, refused: Sequence[str]) -> None:
        """Remember what the latest lookup of a `host:port` refused; nothing clears it."""
        self._refused.pop(target, None)
        if refused:
            self._refused[target] = tuple(refused)
            logger.warning("Refused to connect to %s: it leads to %s", target, ", ".join(refused))

    def refused(self, url: str) -> bool:
        """Whether the latest lookup for a URL found only addresses that must not be connected to."""
        return host_port(url).lower() in self._refused


class AddressRule:
    """Downloader middleware: only http and https, and no second try where the guard refused."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressRule":
        """As Scrapy builds its middlewares."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep Scrapy's retries from asking again for an address that was refused."""
        guard: AddressGuard = self._crawler.spider.guard  # type: ignore[union-attr]
        if isinstance(exception, CannotResolveHostError) and guard.refused(request.url):
            request.meta["dont_retry"] = True
