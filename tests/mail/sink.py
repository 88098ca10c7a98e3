"""A real SMTP server on this machine that keeps what it is given, and fails in the ways that a test asks for."""

import asyncio
import socket
import threading
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Sink:
    """What came in, by the recipient's address. `on_*` name the misbehaviour for an address, or for "*".

    A text is the server's reply. "drop" breaks the connection instead of answering; "keep and drop" takes the message
    first; "stall" takes it and then says nothing until `let_go` is called. `pace`: how many seconds a message takes.
    """

    def __init__(self):
        self.on_mail, self.on_rcpt, self.on_data = {}, {}, {}
        self.messages = []
        self.connections, self.pace = 0, 0
        self.extensions = []
        self.stalling = threading.Event()
        self.let_go = threading.Event()

    @property
    def addresses(self) -> Counter:
        return Counter(address for address, _ in self.messages)

    @property
    def mails(self):
        return [message_from_bytes(content, policy=policy.default) for _, content in self.messages]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return [responses[0], *self.extensions, *responses[1:]]

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        reply = self.on_mail.get("*")
        if reply:
            return await self.misbehave(reply, server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if reply := self.on_rcpt.get(address) or self.on_rcpt.get("*"):
            return await self.misbehave(reply, server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(self.pace)
        address = envelope.rcpt_tos[0]
        reply = self.on_data.get(address) or self.on_data.get("*")
        if reply in (None, "keep and drop", "stall"):
            self.messages.append((address, envelope.content))
        return await self.misbehave(reply, server) if reply else "250 OK"

    async def misbehave(self, reply, server):
        if reply == "stall":
            self.stalling.set()
            while not self.let_go.is_set():
                await asyncio.sleep(0.02)
            return "250 OK"
        if "drop" in reply:
            server.transport.abort()
        return reply


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A sink that listens: `with Server() as sink`. `options` are those of aiosmtpd's SMTP."""

    def __init__(self, **options):
        self.sink = Sink()
        self.sink.port = free_port()
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.sink.port, **options)

    def __enter__(self):
        self.controller.start()
        return self.sink

    def __exit__(self, *exc):
        self.sink.let_go.set()
        self.controller.stop()
