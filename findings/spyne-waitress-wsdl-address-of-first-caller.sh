#!/bin/sh
# spyne 2.14.0 behind waitress 3.0.2: the service address in the WSDL is that of whoever asked for it first.
# spyne builds its WSDL once, with the Host of that first request, and gives it to every later caller.
# waitress calls itself "waitress.invalid" when a request has no Host header, as HTTP/1.0 allows.
# So one HTTP/1.0 health check of /?wsdl after the start decides what all SOAP clients are told.
# A good engineer guesses that each caller gets an address made from its own request.
# Seen in 2026-11: clients that ask for 127.0.0.1 and for localhost are both told http://waitress.invalid:PORT/.
set -eu

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info >= (3, 12))' || {
    echo "Needs Python 3.11: spyne 2.14.0 cannot be imported on 3.12 and later." >&2
    exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    spyne==2.14.0 lxml==6.1.3 pytz==2026.6 waitress==3.0.2

"$work/venv/bin/python" -W ignore - <<'PY'
import http.client
import logging
import re
import socket
import threading

from spyne import Application, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication
from waitress.server import create_server

logging.disable(logging.CRITICAL)


class Service(ServiceBase):
    @rpc(_returns=Unicode)
    def ping(ctx):
        return "pong"


def started():
    app = WsgiApplication(Application([Service], tns="urn:test", in_protocol=Soap11(), out_protocol=Soap11()))
    server = create_server(app, host="127.0.0.1", port=0, threads=1)
    threading.Thread(target=server.run, daemon=True).start()
    return server.socket.getsockname()[1]


def address(content, port):
    return re.search(rb'location="([^"]*)"', content)[1].decode().replace(str(port), "PORT")


def asked(port, name):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/?wsdl", headers={"Host": f"{name}:{port}"})
    content = connection.getresponse().read()
    connection.close()
    return address(content, port)


def checked(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        peer.sendall(b"GET /?wsdl HTTP/1.0\r\n\r\n")
        content = b""
        while part := peer.recv(65536):
            content += part
    return address(content, port)


port = started()
alone = [asked(port, "127.0.0.1"), asked(port, "localhost")]
port = started()
after_check = [checked(port), asked(port, "127.0.0.1"), asked(port, "localhost")]
print("without a health check: asked as 127.0.0.1, then as localhost:", *alone)
print("with a health check:    HTTP/1.0, 127.0.0.1, localhost:       ", *after_check)
assert alone == ["http://127.0.0.1:PORT/"] * 2, "changed: a later caller gets an address of its own"
assert after_check == ["http://waitress.invalid:PORT/"] * 3, "changed: the first caller's address is not kept"
PY
