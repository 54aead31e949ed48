"""What every person gets at every address.

A number is the status of the answer; `302` goes on to a page inside, `in` to the sign-in. The things asked
for are Gita's, an agent in Digital: somebody Bela, who leads Phone, may not see. A POST carries nothing.
"""

PERSONS = ("amara", "olga", "bela", "chidi", "dana", "emre", "ada", "femi", "nobody")

_TABLE = """
                                            amar olga bela chid dana emre  ada femi nobo
home                                   GET   200  200  200  200  200  200  200  200   in
health                                 GET   200  200  200  200  200  200  200  200  200
account_login                          GET   302  302  302  302  302  302  302  302  200
account_login                          POST  302  302  302  302  302  302  302  302  200
account_logout                         GET   200  200  200  200  200  200  200  200   in
account_logout                         POST   in   in   in   in   in   in   in   in   in
account_inactive                       GET   200  200  200  200  200  200  200  200  200
account_signup                         GET   302  302  302  302  302  302  302  302  200
account_signup                         POST  302  302  302  302  302  302  302  302  200
account_reauthenticate                 GET   200  200  200  200  200  200  200  200   in
account_reauthenticate                 POST  200  200  200  200  200  200  200  200   in
account_change_password                GET   200  200  200  200  200  200  200  200   in
account_change_password                POST  200  200  200  200  200  200  200  200   in
account_reset_password                 GET   200  200  200  200  200  200  200  200  200
account_reset_password                 POST  200  200  200  200  200  200  200  200  200
account_reset_password_from_key_done   GET   200  200  200  200  200  200  200  200  200
account_reset_password_from_key        GET   200  200  200  200  200  200  200  200  200
account_reset_password_done            GET   200  200  200  200  200  200  200  200  200
mfa_index                              GET   200  200  200  200  200  200  200  200   in
mfa_authenticate                       GET   302  302  302  302  302  302  302  302   in
mfa_authenticate                       POST  302  302  302  302  302  302  302  302   in
mfa_reauthenticate                     GET   302  302  302  302  302  302  302  302   in
mfa_activate_totp                      GET   302  302  302  302  302  302  302  302   in
mfa_activate_totp                      POST  302  302  302  302  302  302  302  302   in
mfa_deactivate_totp                    GET   404  404  404  404  404  404  404  404   in
mfa_deactivate_totp                    POST  404  404  404  404  404  404  404  404   in
mfa_view_recovery_codes                GET   404  404  404  404  404  404  404  404   in
mfa_generate_recovery_codes            GET   302  302  302  302  302  302  302  302   in
mfa_generate_recovery_codes            POST  302  302  302  302  302  302  302  302   in
mfa_download_recovery_codes            GET   404  404  404  404  404  404  404  404   in
mfa_list_webauthn                      GET   200  200  200  200  200  200  200  200   in
mfa_add_webauthn                       GET   302  302  302  302  302  302  302  302   in
mfa_add_webauthn                       POST  302  302  302  302  302  302  302  302   in
mfa_reauthenticate_webauthn            GET   302  302  302  302  302  302  302  302   in
mfa_remove_webauthn                    GET   302  302  302  302  302  302  302  302   in
mfa_edit_webauthn                      GET   302  302  302  302  302  302  302  302   in
mfa_login_webauthn                     GET   302  302  302  302  302  302  302  302   in
mfa_login_webauthn                     POST  302  302  302  302  302  302  302  302   in
people:people                          GET   200  200  200  200  200  200  200  200   in
people:person                          GET   200  200  404  404  404  404  200  404   in
people:person                          POST  200  403  404  404  404  404  200  404   in
people:remove_account                  GET   403  403  403  403  403  403  200  403   in
people:remove_account                  POST  403  403  403  403  403  403  200  403   in
people:end_membership                  GET   200  403  403  403  403  403  200  403   in
people:end_membership                  POST  200  403  403  403  403  403  200  403   in
people:teams                           GET   200  200  200  200  200  200  200  403   in
people:teams                           POST  200  403  403  403  403  403  200  403   in
people:team                            GET   200  403  403  403  403  403  200  403   in
people:team                            POST  200  403  403  403  403  403  200  403   in
people:remove_team                     GET   405  405  405  405  405  405  405  405   in
people:remove_team                     POST  302  403  403  403  403  403  302  403   in
people:invitations                     GET   200  403  403  403  403  403  200  403   in
people:invitations                     POST  200  403  403  403  403  403  200  403   in
people:withdraw_invitation             GET   405  405  405  405  405  405  405  405   in
people:withdraw_invitation             POST  302  403  403  403  403  403  302  403   in
people:audit                           GET   200  403  403  403  403  403  200  403   in
people:accept                          GET   404  404  404  404  404  404  404  404  404
people:accept                          POST  404  404  404  404  404  404  404  404  404
people:first_run                       GET   404  404  404  404  404  404  404  404  404
people:first_run                       POST  404  404  404  404  404  404  404  404  404
tasks:tasks                            GET   200  200  200  200  200  200  200  200   in
tasks:task                             GET   200  200  404  404  404  404  200  404   in
tasks:progress                         GET   200  200  404  404  404  404  200  404   in
tasks:cancel                           GET   405  405  405  405  405  405  405  405   in
tasks:cancel                           POST  302  302  404  404  404  404  302  404   in
"""


def _read(table: str) -> dict[tuple[str, str], dict[str, str]]:
    rows = (line.split() for line in table.strip().splitlines()[1:])
    return {(name, method): dict(zip(PERSONS, answers, strict=True)) for name, method, *answers in rows}


EXPECTED = _read(_TABLE)
