"""Receivers that nobody here wrote take what we send: `make interop`.

Standard Webhooks of PyPI and of npm verify our signatures and refuse what was altered; aiosmtpd takes our mail, in plain and
over STARTTLS with a login.
"""

import json
import logging
import os
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from standardwebhooks import Webhook, WebhookVerificationError

HERE = Path(__file__).parent
ATTEMPT = os.environ["FENGSUI_ATTEMPT"]
SECRET = "whsec_ZHVuaHVhbmctYmVhY29uLXRvd2Vy"
OLD_SECRET = "whsec_b2xkLXNlY3JldC1vZi10aGUtdG93ZXI="
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
SETTINGS = """
timeout_seconds = 10
allow_private_addresses = true
[retry]
waits_seconds = [1]
[pause]
after_failures = 5
waits_seconds = [1]
"""


def attempt(endpoints, **environment):
    """Sends one message to each endpoint; the rows that say what came of it."""
    done = subprocess.run(
        [ATTEMPT], input=SETTINGS + endpoints, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    return [line.split("\t") for line in done.stdout.splitlines()]


def free_port():
    """aiosmtpd calls itself at the port it was given, so it cannot be given 0."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Webhooks(unittest.TestCase):
    def receive(self, *secrets):
        """The headers and the body of a message signed with these secrets."""
        got = []

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                got.append(({name: self.headers[name] for name in HEADERS}, body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        rows = attempt(f'[[endpoints]]\ncommittee = "town"\nurl = "{url}"\nsecrets = {json.dumps(secrets)}\n')
        server.shutdown()
        server.server_close()
        self.assertEqual(rows[0][2], "Taken", rows)
        (headers, body), = got
        self.assertEqual(headers["webhook-id"], rows[0][1])
        return headers, body

    def python(self, secret, headers, body):
        try:
            Webhook(secret).verify(body, headers)
            return "genuine"
        except WebhookVerificationError:
            return "refused"

    def node(self, secret, headers, body):
        asked = json.dumps({"secret": secret, "headers": headers, "body": body})
        done = subprocess.run(["node", HERE / "verify.mjs"], input=asked, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def test_other_verifiers_accept_our_signature_and_refuse_what_was_altered(self):
        headers, body = self.receive(SECRET)
        later = str(int(headers["webhook-timestamp"]) + 1)
        cases = [
            ("genuine", SECRET, headers, body),
            ("refused", OLD_SECRET, headers, body),
            ("refused", SECRET, headers, body.replace("9.0", "8.0")),
            ("refused", SECRET, {**headers, "webhook-id": "another"}, body),
            ("refused", SECRET, {**headers, "webhook-timestamp": later}, body),
        ]
        for verify in (self.python, self.node):
            for verdict, *message in cases:
                self.assertEqual(verify(*message), verdict, (verify.__name__, message))

    def test_while_a_secret_is_rotated_both_the_old_and_the_new_one_verify(self):
        headers, body = self.receive(SECRET, OLD_SECRET)
        for verify in (self.python, self.node):
            for secret in (SECRET, OLD_SECRET):
                self.assertEqual(verify(secret, headers, body), "genuine", verify.__name__)


class Mail(unittest.TestCase):
    def receive(self, settings, environment, **server):
        """The envelope that a mail server got."""
        got = []

        class Handler:
            async def handle_DATA(self, _server, _session, envelope):
                got.append(envelope)
                return "250 taken"

        port = free_port()
        controller = Controller(Handler(), hostname="127.0.0.1", port=port, **server)
        controller.start()
        rows = attempt(
            f'[mail]\nhost = "localhost"\nport = {port}\nfrom = "烽燧 <fengsui@dunhuang.example>"\n{settings}\n'
            '[[endpoints]]\ncommittee = "town"\nchannel = "mail"\nto = ["镇综治中心 <zz@town.example>", "b@town.example"]\n',
            **environment,
        )
        controller.stop()
        return rows[0], got

    def check(self, row, got):
        self.assertEqual(row[2], "Taken", row)
        envelope, = got
        self.assertEqual(envelope.mail_from, "fengsui@dunhuang.example")
        self.assertEqual(envelope.rcpt_tos, ["zz@town.example", "b@town.example"])
        mail = message_from_bytes(envelope.content, policy=default)
        self.assertEqual(mail["subject"], "风险提示敦综提〔2026〕15号")
        self.assertEqual(mail["message-id"], f"<{row[1]}@dunhuang.example>")
        self.assertIn("近两周9件", mail.get_body(("plain",)).get_content())
        letter, = mail.iter_attachments()
        self.assertEqual(letter.get_filename(), "敦综提〔2026〕15号.html")
        self.assertIn("市综治中心", letter.get_content())

    def test_a_mail_server_takes_our_mail_with_subject_text_and_letter(self):
        self.check(*self.receive('security = "none"', {}))

    def test_over_starttls_with_a_login_and_not_with_a_wrong_password(self):
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
            command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
            # An end-entity certificate, as a server has it: verifiers refuse one that may sign others.
            command += " -addext basicConstraints=critical,CA:FALSE"
            subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)

            def login(_server, _session, _envelope, _mechanism, data):
                right = (data.login, data.password) == (b"fengsui", b"right")
                return AuthResult(success=right, handled=False)

            server = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": login}
            trusting = {"SSL_CERT_FILE": certificate}
            account = 'security = "starttls"\nusername = "fengsui"\npassword = "{}"'
            self.check(*self.receive(account.format("right"), trusting, **server))
            row, got = self.receive(account.format("wrong"), trusting, **server)
            self.assertEqual((row[2], got), ("Failed", []))
            self.assertIn("name or password", row[3])
            row, got = self.receive(account.format("right"), {}, **server)
            self.assertEqual((row[2], got), ("Failed", []), "a certificate that nobody vouches for")
            self.assertIn("certificate", row[3])


if __name__ == "__main__":
    # The mail server tells of each client that hangs up on its certificate.
    logging.disable(logging.CRITICAL)
    unittest.main()
