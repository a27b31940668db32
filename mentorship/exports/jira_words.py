"""What Jira calls its columns, its resolutions and the months, in the languages in which it writes its CSV.

Headings are those of Jira Cloud and Server in English, Spanish, French, German and Portuguese. A month is listed where
it means the same month in every language that has the word. What is read from which column is `jira.py`'s.
"""

_HEADINGS = {
    "Summary": ("Resumen", "Résumé", "Zusammenfassung", "Resumo"),
    "Issue key": ("Clave de incidencia", "Clé de ticket", "Vorgangsschlüssel", "Chave da item", "Chave do item"),
    "Issue id": ("ID de la incidencia", "ID de ticket", "Vorgangs-ID", "ID da item", "ID do item"),
    "Issue Type": ("Tipo de Incidencia", "Type de ticket", "Vorgangstyp", "Tipo de item", "Tipo do item"),
    "Project key": ("Clave del proyecto", "Clé de projet", "Projektschlüssel", "Chave do projeto"),
    "Status": ("Estado", "État"),
    "Status Category": ("Categoría de estado", "Catégorie d'état", "Statuskategorie", "Categoria do status"),
    "Resolution": ("Resolución", "Résolution", "Lösung", "Resolução"),
    "Assignee": ("Persona asignada", "Personne assignée", "Zugewiesene Person", "Bearbeiter", "Responsável"),
    "Created": ("Creada", "Création", "Erstellt", "Criado"),
    "Resolved": ("Resuelta", "Résolu", "Erledigt", "Resolvido"),
    "Due date": ("Fecha de vencimiento", "Date d'échéance", "Fälligkeitsdatum", "Data limite"),
    "Parent": ("Principal", "Pai"),
    "Parent key": ("Clave principal", "Clé parent", "Chave pai"),
}
DONE = (
    *("done", "fixed", "resolved", "complete", "completed"),
    *("listo", "terminé", "terminé(e)", "fertig", "erledigt", "concluído"),
)
DROPPED = (
    *("won't do", "won’t do", "won't fix", "won’t fix", "duplicate", "cannot reproduce", "declined", "incomplete"),
    *("abandoned", "obsolete", "cancelled", "canceled"),
)
OPEN = ("unresolved", "open", "reopened", "to do", "in progress", "backlog")
OVER = (*DONE, "closed", "finalizada", "finalizado", "geschlossen")
SUBTASKS = ("sub-task", "subtask", "subtarea", "sous-tâche", "unteraufgabe", "subtarefa")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# As Java abbreviates or spells them out in English, German, French, Spanish, Italian, Portuguese, Dutch and the
# languages of Scandinavia. Polish and Croatian differ on `lis`, so they are declared.
_MONTH_WORDS = {
    "Jan": "jan. janv janv. ene ene. gen gen.",
    "Feb": "feb. févr févr. fev fev. febr.",
    "Mar": "mar. mär mär. mrz mrz. märz mars mrt mrt.",
    "Apr": "apr. avr avr. abr abr.",
    "May": "mai mai. may. mei mei. maj maj. mag mag.",
    "Jun": "june juni juin jun. giu giu.",
    "Jul": "july juli juil juil. jul. lug lug.",
    "Aug": "aug. août août. ago ago.",
    "Sep": "sept sept. sep. set set.",
    "Oct": "oct. okt okt. out out. ott ott.",
    "Nov": "nov.",
    "Dec": "dec. déc déc. dez dez. dic dic. des des.",
}
SPELT_OUT = {word: month for month, words in _MONTH_WORDS.items() for word in words.split()}


def in_all_languages(heading: str) -> tuple[str, ...]:
    """An English heading of Jira's and what it is in other languages.

    >>> in_all_languages("Status")
    ('Status', 'Estado', 'État')
    """
    return heading, *_HEADINGS.get(heading, ())
