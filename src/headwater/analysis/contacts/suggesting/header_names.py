"""What the columns of exports are called, in English, German, Spanish and French."""

import re
import unicodedata

from headwater.analysis.contacts.suggesting.value_words import UNITS


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))


NAMES: dict[str, tuple[str, ...]] = {
    "contact_id": _names(
        "contact id, ticket id, ticket, ticket number, ticket no, id, case number, call id, conversation "
        "id, issue key, request id, interaction id, number, reference, kontakt id, ticketnummer, ticket "
        "nr, vorgangsnummer, anrufnummer id, anruf id, nummer, id de contacto, numero de ticket, id de "
        "ticket, numero de caso, id llamada, numero, id contact, numero de billet, numero du ticket, "
        "numero de dossier, id appel"
    ),
    "case_id": _names(
        "case id, case, parent, parent id, thread id, parent case, fall, fall id, fallnummer, vorgang, "
        "caso, id de caso, id del caso, dossier, id dossier"
    ),
    "customer_id": _names(
        "customer id, customer, customer number, requester, requester id, author id, sender id, client "
        "id, client, caller, caller id, account id, user id, contact email, customer email, email "
        "address, reporter, end user, kunde, kunden id, kundennummer, kundennr, anrufer, absender, "
        "antragsteller, cliente, id de cliente, id cliente, numero de cliente, solicitante, id client, "
        "numero client, numero de client, demandeur, appelant"
    ),
    "opened_at": _names(
        "opened at, opened, created at, created, created date, creation date, create date, created time, "
        "date created, date opened, open date, start time, started at, call start, timestamp, received "
        "at, date, eroffnet am, erstellt am, erstellt, erstelldatum, angelegt am, eingang, eingegangen "
        "am, beginn, datum, anrufbeginn, fecha de creacion, creado, creado el, abierto el, fecha de "
        "apertura, inicio, fecha, date de creation, cree le, ouvert le, date d ouverture, debut, recu le"
    ),
    "first_resolved_at": _names(
        "first resolved at, first resolved, first closed at, first solved at, zuerst gelost am, erstmals "
        "gelost am, primera resolucion, resuelto por primera vez, premiere resolution, resolu la premiere "
        "fois le"
    ),
    "last_resolved_at": _names(
        "last resolved at, last resolved, last closed at, resolved at, resolved, resolved time, "
        "resolution date, solved at, solved, closed at, closed, closed date, close date, date closed, "
        "date resolved, closed time, gelost am, zuletzt gelost am, geschlossen am, geschlossen, erledigt "
        "am, abgeschlossen am, resuelto, resuelto el, cerrado, cerrado el, fecha de cierre, fecha de "
        "resolucion, resolu le, derniere resolution, clos le, ferme le, cloture le, date de cloture, date "
        "de resolution"
    ),
    "channel": _names(
        "channel, contact channel, source, origin, case origin, medium, via, ticket source, kanal, "
        "eingangskanal, kontaktkanal, herkunft, canal, canal de contacto, origen, canal de contact, "
        "origine"
    ),
    "direction": _names(
        "direction, call direction, richtung, anrufrichtung, direccion, sentido, sens, sens de l appel"
    ),
    "handled_by": _names("handled by, bearbeitet durch, bearbeitet von, atendido por, traite par"),
    "merged_into": _names(
        "merged into, merged with, merged to, master record id, duplicate of, zusammengefuhrt mit, "
        "zusammengefuhrt in, fusionado con, fusionado en, fusionne avec, fusionne dans"
    ),
    "wait_seconds": _names(
        "wait seconds, wait time, waiting time, queue time, queue seconds, time in queue, speed to "
        "answer, wait, wartezeit, zeit in warteschlange, tiempo de espera, tiempo en cola, espera, temps "
        "d attente, attente, temps en file"
    ),
    "handle_seconds": _names(
        "handle seconds, handle time, handling time, time worked, time spent, time tracked, talk time, "
        "service time, work time, total time spent, worklog, aht, bearbeitungszeit, gesprachszeit, "
        "arbeitszeit, aufgewendete zeit, aufwand, tiempo de gestion, tiempo de atencion, tiempo "
        "trabajado, tiempo dedicado, tiempo de conversacion, temps de traitement, temps passe, temps de "
        "conversation, temps consacre"
    ),
    "abandoned": _names(
        "abandoned, is abandoned, abandon, hung up, aufgelegt, abgebrochen, abandonado, abandonnee, abandonne"
    ),
    "transfers": _names(
        "transfers, number of transfers, transfer count, reassignments, weiterleitungen, ubergaben, "
        "transferencias, transferts"
    ),
    "reopens": _names(
        "reopens, reopen count, reopened, times reopened, reopenings, wiedereroffnungen, wiedereroffnet, "
        "reaperturas, reabierto, reouvertures"
    ),
    "agent_replies": _names(
        "agent replies, replies, agent responses, agent interactions, public replies, antworten, "
        "antworten des agenten, respuestas, respuestas del agente, reponses, reponses de l agent"
    ),
    "agent_id": _names(
        "agent id, agent, agent name, assignee, assigned to, owner, operator, server, handled by agent, "
        "mitarbeiter, bearbeiter, sachbearbeiter, zugewiesen an, agente, asignado a, responsable, "
        "operador, conseiller, assigne a, operateur, agente id, id agent"
    ),
    "team": _names(
        "team, group, queue, department, skill, agent group, gruppe, abteilung, warteschlange, equipo, "
        "grupo, cola, departamento, equipe, groupe, file, departement"
    ),
    "reason_source": _names(
        "reason, reason source, contact reason, category, issue type, ticket type, request type, topic, "
        "type, disposition, grund, kontaktgrund, kategorie, anliegen, thema, motivo, motivo de contacto, "
        "categoria, tipo, tema, motif, motif de contact, categorie, sujet type"
    ),
    "tags": _names("tags, labels, tag, keywords, schlagworte, stichworte, etiquetas, etiquettes, mots cles"),
    "satisfaction": _names(
        "satisfaction, csat, csat score, rating, satisfaction rating, satisfaction score, customer "
        "satisfaction, survey score, bewertung, zufriedenheit, kundenzufriedenheit, satisfaccion, "
        "valoracion, calificacion, note de satisfaction, evaluation"
    ),
    "subject": _names("subject, title, summary, betreff, titel, asunto, titulo, objet, sujet, titre"),
    "body": _names(
        "body, description, message, text, comment, content, first message, question, transcript, "
        "nachricht, beschreibung, inhalt, frage, descripcion, mensaje, texto, contenido, message text, "
        "texte, contenu"
    ),
}
"""Names of a column that say what it holds; `subject` and `body` are the two texts."""

TIME_OF_DAY = ("time", "hour", "opening time", "start time", "uhrzeit", "zeit", "hora", "heure")
"""Names of a column that holds the time of a day that stands in another column."""

_ELAPSED = re.compile(
    r"resolution time|time to |time until|elapsed|duration|full resolution|response time"
    r"|first (reply|response)|\bage\b|cycle time|lead time|turnaround|sla\b"
    r"|losungszeit|zeit bis|durchlaufzeit|laufzeit|reaktionszeit|dauer"
    r"|duracion|tiempo de resolucion|tiempo de respuesta|tiempo hasta"
    r"|duree|delai|temps de resolution|temps de reponse"
)
_UNIT_AT_END = re.compile(f" (in )?({'|'.join(word for words in UNITS.values() for word in words)})$")


def plain(header: str) -> str:
    """Return a header as plain lower-case words, for comparing.

    Examples
    --------
    >>> plain("Erstellt_am (Datum)"), plain("createdAt"), plain("Código")
    ('erstellt am datum', 'created at', 'codigo')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", header)
    bare = unicodedata.normalize("NFKD", spaced.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def header_score(header: str, canonical: str) -> float:
    """Say how well a header names a canonical column: 1 is its own name, 0 is nothing in common.

    Examples
    --------
    >>> header_score("handle_seconds", "handle_seconds"), header_score("Kundennummer", "customer_id") > 0.8
    (1.0, True)
    >>> header_score("colour", "customer_id")
    0.0
    """
    whole = plain(header)
    words = _UNIT_AT_END.sub("", whole)  # a unit at the end of a header is no part of its name
    own = canonical.replace("_", " ")
    if whole == own:
        return 1.0
    names = {name: place for place, name in enumerate(NAMES[canonical])}
    # the first names are the plainest ones
    for given in (whole, words):
        if given in names:
            return round(0.95 - 0.1 * names[given] / len(names), 2) if len(given) > 3 else 0.75
    last = plain(header.rsplit(".", 1)[-1])
    if last != whole and last in names:
        return 0.75
    inside = [n for n in names if len(n) >= 6 and f" {n} " in f" {words} "]
    return 0.6 if inside else 0.0


def says_time_passed(header: str) -> bool:
    """Say whether a header names time that passed, which is never handle time.

    Examples
    --------
    >>> says_time_passed("Full resolution time (hrs)"), says_time_passed("Bearbeitungszeit")
    (True, False)
    """
    return bool(_ELAPSED.search(plain(header)))
