"""What the words in the cells of tables mean, in the languages in which coordinators write them.

Only for drafting a mapping that a person checks, as `vocabulary.py` is for headings: a night translates nothing but
what a source declares under `values:`.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache

from mentorship.inspection.vocabulary import normal, without_marks
from mentorship.programme import Kind

FIRST_NAME = (
    "first name, given name, forename, vorname, prénom, nombre de pila, nome próprio, voornaam, imię, förnamn, fornavn"
)
LAST_NAME = (
    "last name, family name, surname, nachname, familienname, nom de famille, apellido, apellidos, cognome,"
    " sobrenome, apelido, achternaam, nazwisko, efternamn, efternavn, etternavn"
)

YES = (
    "yes, y, true, x, ✓, ✔, 1, ja, j, wahr, oui, o, vrai, sí, s, verdadero, vero, sim, verdadeiro, tak, t, prawda,"
    " sant, sand, sann"
)
NO = "no, n, false, 0, nein, falsch, non, faux, falso, não, nee, nie, fałsz, nej, nei, falskt, falsk, usant"
NOBODY = (
    "nobody, none, no one, n a, niemand, keiner, keine, entfällt, personne, aucun, aucune, nadie, ninguno, ninguna,"
    " nessuno, ninguém, nenhum, geen, nikt, brak, ingen"
)

_ROLES: Mapping[str, str] = {
    "mentee": "mentee, mentees, protégé, protégée, protege, protegee, pupil, coachee, tutee, schützling, mentoré,"
    " mentorée, mentoré e, filleul, filleule, filleul e, tutoré, tutorée, protégé e, mentorizado, mentorizada,"
    " mentorizado a, mentoreado, mentorado, mentorada, mentorado a, mentorando, mentoranda, tutorado, tutorada,"
    " tutorizado, tutorizada, tutorando, orientando, aprendiz, pupilo, allievo, allieva, pupillo, leerling,"
    " podopieczny, podopieczna, mentorowany, mentorowana, uczeń, adept, lærling, protegé, protesjé, mentee in",
    "mentor": "mentor, mentors, mentorin, mentor in, mentore, mentor e, mentoresse, mentora, mentor a, mentrice,"
    " mentorka, coach, tutor, tutorin, tutora, tutor a, tuteur, tutrice, parrain, marraine, begeleider, opiekun,"
    " opiekunka, handledare, vejleder, veileder, orientador, orientadora, pate, patin",
}
_BOTH = (
    "both, mentee and mentor, mentor and mentee, mentor mentee, mentee mentor, both roles, beide, beides, beide"
    " rollen, mentor und mentee, mentee und mentor, mentorin und mentee, mentee und mentorin, les deux, mentor et"
    " mentoré, mentoré et mentor, mentore et mentorée, mentorée et mentore, ambos, ambas, los dos, mentor y"
    " mentorizado, entrambi, entrambe, mentore e mentee, mentee e mentore, mentor e mentorado, mentorado e mentor,"
    " os dois, allebei, mentor en mentee, mentee en mentor, oba, obie, obie role, mentor i mentee, både mentor och"
    " adept, båda, begge, mentor og mentee, mentee og mentor, mentor och adept, adept och mentor"
)

# Their words by the column and the word of ours that they stand for; no word at all where it is empty.
WORDS: Mapping[Kind, Mapping[str, Mapping[str, str]]] = {
    "people": {"role": {**_ROLES, "both": _BOTH}},
    "pairs": {
        "outcome": {
            "completed": "completed, complete, finished, concluded, graduated, successfully completed,"
            " abgeschlossen, erfolgreich beendet, erfolgreich abgeschlossen, planmäßig beendet, regulär beendet,"
            " terminé, terminée, achevé, achevée, mené à terme, completado, completada, finalizado, finalizada,"
            " concluido, concluida, terminado, terminada, completato, completata, concluso, conclusa, terminato,"
            " concluído, concluída, finalizado, voltooid, afgerond, zakończone, zakończona, zakończono, ukończone,"
            " ukończona, slutförd, slutfört, fullföljd, avslutad, gennemført, fuldført, fullført, gjennomført,"
            " afsluttet, avsluttet",
            "ended_early": "ended early, terminated, terminated early, dropped out, broken off, discontinued,"
            " withdrawn, stopped, cancelled, vorzeitig beendet, abgebrochen, vorzeitig abgebrochen, ausgestiegen,"
            " interrompu, interrompue, abandonné, abandonnée, arrêt anticipé, terminé avant terme, interrumpido,"
            " interrumpida, abandonado, abandonada, cancelado, cancelada, finalizado antes, terminado"
            " anticipadamente, interrotto, interrotta, abbandonato, interrompido, interrompida, encerrado"
            " antecipadamente, voortijdig beëindigd, afgebroken, gestopt, przerwane, przerwana, przerwano,"
            " zakończone przedwcześnie, avbruten, avbrutet, avslutad i förtid, afbrudt, avbrutt, stoppet før tid",
            "rematched": "rematched, re matched, re paired, reassigned, new match, neu gematcht, neu zugeordnet,"
            " umgematcht, neu vermittelt, réapparié, réappariée, réaffecté, nouveau binôme, reasignado, reasignada,"
            " reemparejado, reemparejada, riabbinato, riabbinata, riassegnato, reatribuído, reemparelhado, novo par,"
            " opnieuw gekoppeld, herkoppeld, ponownie dopasowane, ponownie dopasowana, nowa para, ommatchad, ny"
            " matchning, omplaceret, rematchet, nytt par",
            "": "active, ongoing, open, running, in progress, current, aktiv, laufend, läuft, offen, en cours,"
            " actif, active, activo, activa, en curso, vigente, attivo, attiva, in corso, ativo, ativa, em curso, em"
            " andamento, actief, lopend, aktywne, aktywna, aktywny, w toku, trwa, pågående, pågår, igangværende, i"
            " gang, løpende",
        }
    },
    "meetings": {
        "outcome": {
            "held": "held, took place, done, completed, attended, happened, met, occurred, stattgefunden, fand"
            " statt, durchgeführt, hat stattgefunden, erfolgt, a eu lieu, eu lieu, tenue, tenu, réalisée, réalisé,"
            " effectuée, effectué, celebrada, celebrado, realizada, realizado, efectuada, se realizó, tuvo lugar,"
            " svolto, svolta, avvenuto, avvenuta, effettuato, effettuata, tenuto, tenuta, aconteceu, ocorreu,"
            " efetuada, plaatsgevonden, doorgegaan, gehouden, odbyło się, odbyte, odbył się, zrealizowane,"
            " genomfört, genomförd, ägde rum, hölls, afholdt, avholdt, gennemført, gjennomført",
            "cancelled": "cancelled, canceled, called off, abgesagt, ausgefallen, storniert, abgesagt worden,"
            " annulé, annulée, cancelada, cancelado, anulada, anulado, suspendida, annullato, annullata, cancellato,"
            " cancellata, disdetto, desmarcada, desmarcado, geannuleerd, afgezegd, odwołane, odwołano, odwołany,"
            " anulowane, inställt, inställd, avbokat, aflyst, avlyst, kansellert",
            "no_show": "no show, noshow, missed, not attended, did not attend, absent, nicht erschienen,"
            " ferngeblieben, unentschuldigt gefehlt, absence, non présenté, non présentée, absente, no asistió,"
            " inasistencia, ausente, no se presentó, ausencia, assente, assenza, non presentato, não compareceu,"
            " falta, faltou, niet verschenen, niet komen opdagen, nieobecność, nie stawił się, nieobecny, nie"
            " przyszedł, uteblev, utebliven, udeblevet, udeblev, ikke mødt, ikke møtt",
            "booked": "booked, scheduled, planned, upcoming, confirmed, geplant, gebucht, terminiert, bestätigt,"
            " prévu, prévue, planifié, planifiée, confirmé, programada, programado, planificada, prevista, previsto,"
            " confirmada, pianificato, pianificata, prenotato, programmato, agendada, agendado, marcada, marcado,"
            " gepland, geboekt, ingepland, zaplanowane, zaplanowano, zaplanowany, umówione, planerat, planerad,"
            " bokat, bokad, planlagt, booket, avtalt",
        },
        "no_show_by": {**_ROLES, "": NOBODY},
        "has_agenda": {"true": YES, "false": NO},
        "channel": {
            "in_person": "in person, face to face, on site, onsite, personal, vor ort, persönlich, präsenz, in"
            " präsenz, en personne, présentiel, en présentiel, sur place, presencial, en persona, cara a cara, di"
            " persona, in presenza, pessoalmente, op locatie, persoonlijk, fysiek, osobiście, stacjonarnie, na"
            " miejscu, på plats, fysiskt, fysisk, fremmøde, oppmøte, ansigt til ansigt",
            "video": "video, video call, videocall, video conference, videoconference, online, zoom, teams, ms"
            " teams, google meet, virtual, videoanruf, videokonferenz, virtuell, visio, visioconférence, vidéo, en"
            " ligne, à distance, videollamada, videoconferencia, en línea, vídeo, videochiamata, videoconferenza,"
            " videochamada, videoconferência, videobellen, videogesprek, wideo, wideorozmowa, wideokonferencja,"
            " zdalnie, videosamtal, videomöte, videomøde, videomøte, videoopkald",
            "phone": "phone, phone call, call, telephone, telefon, telefonisch, anruf, telefonat, téléphone, appel,"
            " appel téléphonique, par téléphone, teléfono, llamada, telefónica, por teléfono, telefono, telefonata,"
            " al telefono, telefone, chamada, por telefone, telefoon, telefonisch gesprek, telefonicznie, rozmowa"
            " telefoniczna, telefonsamtal, per telefon",
            "chat": "chat, messaging, text message, slack, whatsapp, messenger, messagerie, tchat, mensajes,"
            " messaggi, mensagens, czat, chatt, besked, melding",
            "email": "email, mail, per mail, per email, courriel, par courriel, par mail, correo, correo"
            " electrónico, por correo, correio eletrónico, mailowo, epost, via mail",
        },
    },
    "goals": {
        "status": {
            "achieved": "achieved, done, completed, complete, attained, reached, met, finished, fulfilled, erreicht,"
            " erledigt, abgeschlossen, erfüllt, fertig, geschafft, atteint, atteinte, terminé, terminée, réalisé,"
            " réalisée, accompli, achevé, fait, logrado, lograda, alcanzado, alcanzada, cumplido, cumplida,"
            " conseguido, completado, completada, terminado, hecho, raggiunto, raggiunta, completato, completata,"
            " conseguito, fatto, concluso, alcançado, alcançada, atingido, atingida, concluído, concluída, cumprido,"
            " feito, behaald, bereikt, voltooid, klaar, gereed, gehaald, osiągnięty, osiągnięte, osiągnięto,"
            " zrealizowany, zrealizowane, ukończone, ukończony, wykonane, uppnått, uppnådd, klart, klar, slutfört,"
            " opnået, oppnådd, nået, færdig, ferdig, fullført",
            "open": "open, in progress, ongoing, started, not started, to do, todo, doing, active, planned, offen,"
            " in arbeit, in bearbeitung, laufend, läuft, begonnen, nicht begonnen, geplant, aktiv, en cours, ouvert,"
            " à faire, commencé, non commencé, pas commencé, en curso, abierto, abierta, en progreso, pendiente, por"
            " hacer, iniciado, no iniciado, in corso, aperto, da fare, iniziato, non iniziato, em curso, em"
            " andamento, em progresso, aberto, por fazer, a fazer, pendente, não iniciado, lopend, bezig, in"
            " uitvoering, te doen, nog niet begonnen, gestart, w toku, w trakcie, otwarty, otwarte, do zrobienia,"
            " nierozpoczęte, rozpoczęte, pågående, pågår, öppen, öppet, ej påbörjad, påbörjad, i gang, igangværende,"
            " åben, åpen, ikke startet, påbegynt, påbegyndt, startet",
            "not_achieved": "not achieved, missed, failed, not met, not reached, unmet, not attained, nicht"
            " erreicht, verfehlt, gescheitert, nicht erfüllt, non atteint, pas atteint, non atteinte, échoué, non"
            " réalisé, no logrado, no alcanzado, no cumplido, fallado, fracasado, incumplido, non raggiunto, non"
            " raggiunta, fallito, não alcançado, não atingido, não cumprido, falhado, niet behaald, niet bereikt,"
            " mislukt, nieosiągnięty, nieosiągnięte, niezrealizowany, niezrealizowane, nie osiągnięto, ej uppnått,"
            " inte uppnått, ej uppnådd, ikke opnået, ikke oppnådd, mislykket",
            "dropped": "dropped, abandoned, cancelled, canceled, given up, withdrawn, won t do, wont do, removed,"
            " verworfen, aufgegeben, gestrichen, fallen gelassen, abgebrochen, abandonné, abandonnée, annulé,"
            " annulée, supprimé, abandonado, abandonada, descartado, cancelado, cancelada, abbandonato, abbandonata,"
            " annullato, annullata, desistido, vervallen, opgegeven, losgelaten, geannuleerd, gestopt, porzucony,"
            " porzucone, porzucono, zarzucony, anulowane, anulowany, övergivet, övergiven, nedlagt, struket,"
            " avbrutet, opgivet, droppet, forladt, oppgitt, forlatt",
        }
    },
}

AGREEMENT = (
    "strongly disagree, disagree, neither agree nor disagree, neither, neutral, agree, strongly agree, somewhat"
    " agree, somewhat disagree, stimme gar nicht zu, stimme nicht zu, stimme überhaupt nicht zu, stimme eher nicht"
    " zu, teils teils, weder noch, stimme eher zu, stimme zu, stimme voll zu, stimme voll und ganz zu, trifft zu,"
    " trifft nicht zu, trifft eher zu, trifft eher nicht zu, pas du tout d'accord, pas d'accord, plutôt pas"
    " d'accord, plutôt d'accord, ni d'accord ni pas d'accord, neutre, d'accord, tout à fait d'accord, totalmente en"
    " desacuerdo, en desacuerdo, ni de acuerdo ni en desacuerdo, de acuerdo, totalmente de acuerdo, muy de acuerdo,"
    " muy en desacuerdo, per niente d'accordo, in disaccordo, né d'accordo né in disaccordo, neutrale, d'accordo,"
    " molto d'accordo, completamente d'accordo, del tutto d'accordo, discordo totalmente, discordo, nem concordo nem"
    " discordo, neutro, concordo, concordo totalmente, helemaal mee oneens, mee oneens, oneens, neutraal, eens, mee"
    " eens, helemaal mee eens, zdecydowanie nie zgadzam się, nie zgadzam się, ani tak ani nie, trudno powiedzieć,"
    " zgadzam się, zdecydowanie się zgadzam, zdecydowanie zgadzam się, instämmer inte alls, instämmer inte, varken"
    " eller, instämmer delvis, instämmer, instämmer helt, helt uenig, uenig, hverken eller, verken eller, enig, helt"
    " enig, never, rarely, sometimes, often, always, nie, selten, manchmal, oft, immer, jamais, rarement, parfois,"
    " souvent, toujours, nunca, a veces, siempre"
)


def words_of(kind: Kind, ours: str, text: str) -> tuple[str, ...]:
    """Our words for a word of theirs in a column of words, the likelier first; empty where it is unknown.

    >>> words_of("people", "role", "Mentorin"), words_of("people", "role", "MENTORE"), words_of("people", "role", "?")
    (('mentor',), ('mentor', 'mentee'), ())
    """
    known, unmarked = _known_words(kind, ours)
    phrase = normal(text)
    found = (*known.get(phrase, ()), *unmarked.get(without_marks(phrase), ()))
    # Letters that were typed with their marks mean what they say.
    return tuple(dict.fromkeys(found if phrase == without_marks(phrase) else known.get(phrase, found)))


def is_among(phrases: str, text: str) -> bool:
    """Whether a text is one of some phrases."""
    return normal(text) in _normal_set(phrases)


def key_of(word: str) -> str:
    """A word as the `values:` of a source are compared."""
    return unicodedata.normalize("NFKC", word).strip().lower()


@cache
def _known_words(kind: Kind, ours: str) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    known: dict[str, tuple[str, ...]] = {}
    unmarked: dict[str, tuple[str, ...]] = {}
    for word, listed in WORDS.get(kind, {}).get(ours, {}).items():
        for phrase in sorted(_normal_set(listed)):
            known[phrase] = (*known.get(phrase, ()), word)
            bare = without_marks(phrase)
            unmarked[bare] = (*unmarked.get(bare, ()), word)
    return known, unmarked


@cache
def _normal_set(listed: str) -> frozenset[str]:
    return frozenset(normal(phrase) for phrase in listed.split(","))
