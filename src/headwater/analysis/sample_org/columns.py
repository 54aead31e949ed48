"""The columns of the sample organisation's files, in order, and what they hold."""

CONTACTS: dict[str, str] = {
    "contact_id": "ticket number of the helpdesk, unique",
    "customer_id": "the customer's mail address; empty for guests nobody identified",
    "opened_at": "when the contact began: ISO local time with offset, Europe/Berlin",
    "resolved_at": "when it was marked resolved, same form; empty while open and for abandoned contacts",
    "channel": "phone, chat, email, web, social or message",
    "direction": "inbound or outbound",
    "handled_by": "agent, bot or none (abandoned, or merged away)",
    "merged_into": "contact_id of the contact a duplicate was merged into; else empty",
    "queue_seconds": "seconds the customer waited before anyone answered (or before giving up)",
    "handle_seconds": "seconds an agent worked on it: talk, hold, wrap-up; empty when no agent did",
    "abandoned": "true or false",
    "transfers": "how often it was passed on",
    "reopens": "how often it was opened again",
    "agent_replies": "public replies by an agent (0 on the phone)",
    "agent_id": "the agent's name; empty when no agent handled it",
    "team": "team whose queue it was in; Bot for the chat bot",
    "reason": "category picked in the helpdesk, or in the voice menu",
    "satisfaction": "1 to 5, empty when not asked or not answered",
    "subject": "subject line, may be empty",
    "body": "what the customer wrote or said, may hold line breaks; empty for abandoned calls",
}
VOLUMES: dict[str, str] = {
    "date": "day, local",
    "driver": "orders or parcels",
    "count": "how many on that day",
}
AGENTS: dict[str, str] = {
    "agent": "name, as in contacts.agent_id",
    "team": "the agent's team",
    "entry_date": "first working day",
    "exit_date": "last working day; empty for those still employed at the end of the data",
    "skill": "planted skill in standard deviations (0 is the average agent)",
}
