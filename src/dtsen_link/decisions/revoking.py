"""`decide revoke`: a decision ends by another row of the ledger, never by taking one out."""

from __future__ import annotations

from dtsen_link.config import Config
from dtsen_link.decisions.drafts import Signing, signed_by
from dtsen_link.decisions.ledger import append, read_ledger
from dtsen_link.decisions.model import REVOKED, Decision
from dtsen_link.decisions.rules import answer_rules
from dtsen_link.errors import ConfigError, NotFoundError


def revoke(config: Config, decision_id: str, signing: Signing, why: str) -> Decision:
    """Add a revocation to the ledger.

    Args:
        config: names the ledger.
        decision_id: what shall hold no longer.
        signing: who revokes it, in which role and when.
        why: the reason.

    Returns:
        The revocation.

    Raises:
        NotFoundError: no such decision, or it is in force no longer.
        ConfigError: this role may not answer such a question; nobody signs, or there is no reason.
    """
    folder = config.path(config.decisions)
    ledger = read_ledger(folder)
    decision = ledger.get(decision_id)
    if decision is None:
        raise NotFoundError(f"{decision_id}: no such decision in {folder}; `dtsen-link decide list` shows all")
    if decision.keputusan == REVOKED or decision_id in ledger.revoked:
        raise NotFoundError(f"{decision_id}: is in force no longer; `dtsen-link decide history {decision_id}` says why")
    rule = answer_rules().get(decision.jenis)
    allowed = rule.roles(decision.keputusan) if rule else ()
    if signing.role not in allowed:
        raise ConfigError(
            f"--role {signing.role}: may not revoke {decision.keputusan!r} on {decision.jenis}; {', '.join(allowed)} may"
        )
    by = (signing.by or "").strip()
    if not by:
        raise ConfigError('--by "": nobody signs the revocation; say who revokes the decision')
    if not why.strip():
        raise ConfigError(
            '--why "": there is no reason; say why the decision shall hold no longer, the ledger keeps it'
        )
    row = decision.model_copy(
        update={
            "keputusan": REVOKED,
            "oleh": by,
            "peran": signing.role,
            "kapan": signing.day,
            "alasan": why.strip(),
            "berkas": "",
            "baris": 0,
            "revokes": (decision_id,),
            "dicatat": signing.stamp,
        }
    )
    revocation = signed_by(row, signing.key)
    append(folder, [revocation], signing.stamp)
    return revocation
