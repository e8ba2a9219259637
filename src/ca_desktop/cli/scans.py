"""Commands of the scans in a dossier."""

import argparse

from ca_desktop.cli.answers import Json, sentence
from ca_desktop.services.desk import attachments, dossiers
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.scan_rows import AttachmentRow


def dossier_attach(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Put files into a dossier as scans."""
    dossier_id = dossiers.dossier_id_of(ports, arguments.code)
    done = attachments.attach_files(ports, dossier_id, arguments.files, paper=arguments.paper)
    return {
        "files": [
            {
                "file": str(item.file),
                "result": item.result,
                "code": item.code,
                "message": sentence(item.code, item.details),
                "sha256": item.digest or None,
                "pages": item.pages,
                "size": item.size,
            }
            for item in done.files
        ]
    }


def dossier_attachments(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List the scans of a dossier."""
    dossier_id = dossiers.dossier_id_of(ports, arguments.code)
    return {"attachments": [_row(x) for x in attachments.attachments_of(ports, dossier_id)]}


def _row(row: AttachmentRow) -> Json:
    return {
        "id": row.attachment,
        "sha256": row.digest,
        "name": row.name,
        "paper": row.paper,
        "media_type": row.media_type,
        "pages": row.pages,
        "size": row.size,
        "at": row.at,
        "here": row.here,
    }


def dossier_save_attachment(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Save a copy of a scan."""
    row = _named(ports, arguments)
    saved = attachments.save_attachment(ports, row.dossier_id, row.attachment, arguments.to)
    return {"file": str(saved.file), "sha256": row.digest}


def dossier_detach(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take a scan out of a dossier."""
    row = _named(ports, arguments)
    attachments.detach(ports, row.dossier_id, row.attachment, arguments.reason)
    return {"dossier": arguments.code, "sha256": row.digest}


def _named(ports: Ports, arguments: argparse.Namespace) -> AttachmentRow:
    dossier_id = dossiers.dossier_id_of(ports, arguments.code)
    return attachments.attachment_by_digest(ports, dossier_id, arguments.sha)
