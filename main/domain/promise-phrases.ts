import type { ActionKind } from '#main/domain/reply/promises.ts'

/**
 * How a person says in other languages that something was done or will be: one expression for each action, as said of the
 * past and of what is to come. Whole words, any case. English has its own, finer ones.
 */
export type Phrases = Readonly<
  Partial<Record<Exclude<ActionKind, 'guarantee'>, { readonly done: string; readonly will: string }>>
>

export const phrases: Readonly<Record<string, Phrases>> = {
  de: {
    refund: {
      done: '(?:haben?|habe|wurden?) [^.!?\\n]{0,60}?(?:erstattet|zurückerstattet|gutgeschrieben|rückerstattet)',
      will: '(?:werden?|wird) [^.!?\\n]{0,60}?(?:erstattet|zurückerstattet|gutgeschrieben|erstatten|zurückerstatten|gutschreiben)|(?:erstatte|erstatten) (?:ich|wir)? ?(?:ihnen|dir|euch)',
    },
    replace: {
      done: '(?:haben?|habe|wurden?|ist) [^.!?\\n]{0,60}?(?:ersatz|ersetzt|umgetauscht|ausgetauscht)[^.!?\\n]{0,30}?(?:verschickt|versandt|gesendet|geschickt|unterwegs)?',
      will: '(?:werden?|wird|schicken?|senden?|bekommen|erhalten) [^.!?\\n]{0,60}?(?:ersatz|ersatzartikel|ersatzlieferung|ersetzt|ersetzen|umtauschen)',
    },
    cancel: {
      done: '(?:haben?|habe|wurden?) [^.!?\\n]{0,60}?(?:storniert|gekündigt|abbestellt)',
      will: '(?:werden?|wird) [^.!?\\n]{0,60}?(?:storniert|gekündigt|stornieren|kündigen)',
    },
  },
  fr: {
    refund: {
      done: '(?:ai|avons|a|ont|été|etes|êtes) (?:bien |déjà )?(?:été )?remboursée?s?|remboursement (?:a été|est) (?:effectué|émis|en cours|lancé)',
      will: '(?:vais|allons|va|vont) (?:vous )?rembourser|rembourser(?:ai|ons|a|ont)|ser(?:ez|a|ont) remboursée?s?',
    },
    replace: {
      done: '(?:ai|avons|a été|ont été) [^.!?\\n]{0,40}?(?:remplacée?s?|(?:envoyé|expédié)[^.!?\\n]{0,30}?(?:remplacement|échange))',
      will: '(?:vais|allons|va) [^.!?\\n]{0,20}?(?:remplacer|(?:envoyer|expédier)[^.!?\\n]{0,30}?remplacement)|remplacer(?:ai|ons|a)|enver(?:rai|rons)[^.!?\\n]{0,30}?remplacement',
    },
    cancel: {
      done: '(?:ai|avons|a été|ont été) (?:bien |déjà )?(?:annulée?s?|résiliée?s?)',
      will: "(?:vais|allons|va) (?:l[ae’'] ?)?annuler|annuler(?:ai|ons|a)|sera annulée?|sera résiliée?",
    },
  },
  es: {
    refund: {
      done: '(?:he|hemos|ha|han) (?:sido )?(?:reembolsad[oa]s?|devuelto|abonado)|(?:le|te) (?:reembolsé|reembolsamos|devolvimos)|reembolso (?:ha sido|fue|está) (?:emitido|procesado|realizado|en camino)',
      will: '(?:voy|vamos|va|van) a (?:reembolsar|devolver|abonar)\\p{L}*|reembolsar(?:é|emos|á|án)|será reembolsad[oa]|recibirá (?:un|el|su) reembolso',
    },
    replace: {
      done: '(?:he|hemos|ha|han) (?:sido )?(?:reemplazad[oa]s?|sustituid[oa]s?|(?:enviado|mandado)[^.!?\\n]{0,30}?(?:reemplazo|repuesto|sustitut[oa]))',
      will: '(?:voy|vamos|va) a (?:reemplazar|sustituir|(?:enviar|mandar)\\p{L}*[^.!?\\n]{0,30}?(?:reemplazo|repuesto|sustitut[oa]))|(?:enviar(?:é|emos)|recibirá)[^.!?\\n]{0,30}?(?:reemplazo|repuesto|sustitut[oa])|(?:reemplazar|sustituir)(?:é|emos)',
    },
    cancel: {
      done: '(?:he|hemos|ha|han) (?:sido )?(?:cancelad[oa]s?|anulad[oa]s?)|(?:fue|está) (?:cancelad[oa]|anulad[oa])',
      will: '(?:voy|vamos|va) a (?:cancelar|anular)|(?:cancelar|anular)(?:é|emos|á)|será (?:cancelad[oa]|anulad[oa])',
    },
  },
  it: {
    refund: {
      done: '(?:ho|abbiamo|è stat[oa]|sono stat[ei]) (?:già )?(?:rimborsat[oaie]|riaccreditat[oaie])|rimborso (?:è stato|è) (?:emesso|effettuato|disposto|in corso)|(?:ho|abbiamo) (?:emesso|effettuato|disposto) [^.!?\\n]{0,20}?rimborso',
      will: 'rimborser(?:ò|emo|à)|(?:verrà|sarà|verranno|saranno) rimborsat[oaie]|riceverà (?:il|un) rimborso',
    },
    replace: {
      done: '(?:ho|abbiamo|è stat[oa]) (?:già )?(?:sostituit[oaie]|(?:inviat[oa]|spedit[oa])[^.!?\\n]{0,30}?(?:sostitutiv[oa]|sostituzione|ricambio))',
      will: 'sostituir(?:ò|emo|à)|(?:invier|spedir)(?:ò|emo)[^.!?\\n]{0,30}?(?:sostitutiv[oa]|sostituzione|ricambio)|verrà sostituit[oa]',
    },
    cancel: {
      done: '(?:ho|abbiamo|è stat[oa]) (?:già )?(?:annullat[oaie]|cancellat[oaie]|disdett[oaie])',
      will: '(?:annuller|canceller)(?:ò|emo|à)|(?:verrà|sarà) (?:annullat[oa]|cancellat[oa])',
    },
  },
  pt: {
    refund: {
      done: '(?:foi|foram|fui) (?:reembolsad[oa]s?|estornad[oa]s?)|(?:reembolsei|reembolsamos|estornamos|estornei)|reembolso (?:foi|está) (?:emitido|processado|efetuado|a caminho)',
      will: '(?:vou|vamos|iremos|irei) (?:reembolsar|estornar|devolver)|reembolsar(?:ei|emos|á)|será (?:reembolsad[oa]|estornad[oa])|receberá (?:o|um|seu) reembolso',
    },
    replace: {
      done: '(?:foi|foram) (?:substituíd[oa]s?|trocad[oa]s?)|(?:enviei|enviamos|substituí|substituímos)[^.!?\\n]{0,30}?(?:substitut[oa]|substituição|reposição|nov[oa])',
      will: '(?:vou|vamos|iremos) (?:substituir|trocar|enviar[^.!?\\n]{0,30}?(?:substitut[oa]|substituição|reposição|nov[oa]))|será (?:substituíd[oa]|trocad[oa])|(?:substituir|enviar)(?:ei|emos)[^.!?\\n]{0,30}?(?:substitut[oa]|nov[oa])',
    },
    cancel: {
      done: '(?:foi|foram) (?:cancelad[oa]s?|anulad[oa]s?)|(?:cancelei|cancelamos|anulei|anulámos)',
      will: '(?:vou|vamos|iremos) (?:cancelar|anular)|cancelar(?:ei|emos|á)|será (?:cancelad[oa]|anulad[oa])',
    },
  },
  nl: {
    refund: {
      done: '(?:heb|hebben|is|zijn|werd) [^.!?\\n]{0,50}?(?:terugbetaald|teruggestort|gecrediteerd|vergoed)',
      will: '(?:zal|zullen|gaan|ga|wordt|worden) [^.!?\\n]{0,50}?(?:terugbetaald|teruggestort|terugbetalen|terugstorten|vergoed|vergoeden)|(?:betalen|storten) [^.!?\\n]{0,40}? terug',
    },
    replace: {
      done: '(?:heb|hebben|is|zijn) [^.!?\\n]{0,50}?(?:vervangen|omgeruild|vervangend[^.!?\\n]{0,30}?(?:verstuurd|verzonden)|vervanging[^.!?\\n]{0,30}?(?:verstuurd|verzonden))',
      will: '(?:zal|zullen|gaan|ga|wordt|worden|sturen|ontvangt|krijgt) [^.!?\\n]{0,50}?(?:vervangen|omruilen|vervangend|vervanging)',
    },
    cancel: {
      done: '(?:heb|hebben|is|zijn) [^.!?\\n]{0,50}?(?:geannuleerd|opgezegd)',
      will: '(?:zal|zullen|gaan|ga|wordt|worden) [^.!?\\n]{0,50}?(?:geannuleerd|annuleren|opgezegd|opzeggen)',
    },
  },
  pl: {
    refund: {
      done: '(?:zwróci(?:łem|łam|liśmy|łyśmy)|zwrócono|został[aoy]? zwrócon[aey]|zostały zwrócone|wykonal(?:iśmy|em) zwrot|zwrot został (?:wykonany|zlecony|wysłany))',
      will: '(?:zwrócimy|zwrócę|zostanie zwrócon[aey]|zostaną zwrócone|otrzyma(?:sz)? (?:pan |pani |państwo )?zwrot|dokonamy zwrotu)',
    },
    replace: {
      done: '(?:wymienil(?:iśmy|em|am)|wymieniono|został[aoy]? wymienion[aey]|wysłal(?:iśmy|em|am)[^.!?\\n]{0,30}?(?:zamienn|nowy|nową|wymian))',
      will: '(?:wymienimy|wymienię|zostanie wymienion[aey]|wyślemy[^.!?\\n]{0,30}?(?:zamienn|nowy|nową|wymian)|wyślę[^.!?\\n]{0,30}?(?:zamienn|nowy|nową))',
    },
    cancel: {
      done: '(?:anulowa(?:łem|łam|liśmy|łyśmy)|anulowano|został[aoy]? anulowan[aey])',
      will: '(?:anulujemy|anuluję|zostanie anulowan[aey])',
    },
  },
}
