"""Words that stand in the columns of exports, in English, German, Spanish and French."""


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))


CHANNEL_WORDS = {
    "phone": _words(
        "phone, telephone, telefon, telefono, call, calls, voice, anruf, appel, llamada, tel, hotline, "
        "inbound call, phone call, voicemail"
    ),
    "email": _words("email, e mail, mail, correo, correo electronico, courriel, mel"),
    "chat": _words("chat, live chat, livechat, messenger chat, webchat, web chat"),
    "web": _words(
        "web, portal, form, web form, webform, formular, kontaktformular, formulario, formulaire, "
        "website, help center, self service"
    ),
    "social": _words("social, facebook, twitter, x, instagram, tiktok, reddit, social media"),
    "message": _words("message, messaging, whatsapp, sms, telegram, line, viber, wechat, text message"),
    "in_person": _words(
        "in person, walk in, visit, counter, store, shop, filiale, schalter, besuch, personlich, tienda, "
        "en persona, agence, magasin, guichet"
    ),
    "other": _words("other, sonstige, andere, otro, autre, fax, letter, brief, carta, lettre"),
}

DIRECTION_WORDS = {
    "inbound": _words("inbound, in, incoming, eingehend, entrante, entrant, received"),
    "outbound": _words("outbound, out, outgoing, ausgehend, saliente, sortant, sent"),
}

HANDLER_WORDS = {
    "agent": _words("agent, human, mensch, mitarbeiter, agente, humano, humain, conseiller"),
    "bot": _words("bot, chatbot, ai, automation, robot"),
    "none": _words("none, nobody, niemand, nadie, personne"),
}

YES = ("true", "t", "yes", "y", "1", "ja", "j", "si", "s", "oui", "o", "x")
NO = ("false", "f", "no", "n", "0", "nein", "non")

UNITS = {
    "milliseconds": _words("ms, msec, millis, milliseconds, millisekunden, milisegundos, millisecondes"),
    "seconds": _words("s, sec, secs, second, seconds, sek, sekunden, seg, segundos, secondes"),
    "minutes": _words("min, mins, minute, minutes, minuten, minutos, mn"),
    "hours": _words("h, hr, hrs, hour, hours, std, stunden, horas, heures"),
}
"""How the unit of a duration is written in a header."""
