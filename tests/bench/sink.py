"""A mail server that is quicker than any sender: a process of its own, which counts what it takes and keeps nothing.

It knows one command more: COUNT answers how many mails it took, and to how many addresses.
"""

import asyncio
import subprocess
import sys
from contextlib import contextmanager

from tests.mail.sink import free_port

END = b"\r\n.\r\n"


class Taken:
    """What all connections took together."""

    def __init__(self):
        self.mails, self.addresses = 0, set()


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken):
        self.taken, self.waiting, self.in_data = taken, b"", False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.waiting += data
        answers = b""
        while self.waiting:
            piece, found, rest = self.waiting.partition(END if self.in_data else b"\r\n")
            if not found:
                break
            self.waiting = rest
            answers += self.take() if self.in_data else self.answer(piece)
        self.transport.write(answers)

    def take(self):
        self.in_data = False
        self.taken.mails += 1
        return b"250 taken\r\n"

    def answer(self, line):
        match line[:4].upper():
            case b"EHLO":
                return b"250-sink\r\n250 PIPELINING\r\n"
            case b"DATA":
                self.in_data = True
                return b"354 go on\r\n"
            case b"RCPT":
                self.taken.addresses.add(line[8:])
            case b"COUN":
                return f"250 {self.taken.mails} {len(self.taken.addresses)}\r\n".encode()
            case b"RSET" if line[4:] == b" ALL":
                self.taken.__init__()
            case b"QUIT":
                self.transport.write(b"221 bye\r\n")
                self.transport.close()
                return b""
        return b"250 ok\r\n"


@contextmanager
def sink():
    """Run it; give its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.sink", str(port)], stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        yield port
    finally:
        process.kill()
        process.wait()


async def serve(port):
    """Serve until killed."""
    taken = Taken()
    server = await asyncio.get_running_loop().create_server(lambda: Session(taken), "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
