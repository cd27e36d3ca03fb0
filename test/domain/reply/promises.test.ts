import { describe, expect, it } from 'vitest'
import { languageOf } from '#main/domain/reply/language.ts'
import { findPromises, promiseLanguages, readsPromises } from '#main/domain/reply/promises.ts'

const found = (text: string) => findPromises(text).map(({ action, tense }) => `${action} ${tense}`)

describe('promises in more than English', () => {
  it.each([
    ['de', 'Guten Tag, wir haben Ihnen den Betrag für die Schuhe bereits erstattet.', 'refund done'],
    ['de', 'Das Geld wird Ihnen auf die Karte zurückerstattet, und Sie müssen nichts tun.', 'refund will'],
    ['de', 'Wir schicken Ihnen einen Ersatz für die Schuhe, und Sie können sie behalten.', 'replace will'],
    ['de', 'Ihre Bestellung wurde storniert und Sie müssen nichts tun.', 'cancel done'],
    ['fr', 'Bonjour, nous avons remboursé votre commande et vous ne devez rien.', 'refund done'],
    ['fr', 'Vous serez remboursé dans les jours qui viennent, merci pour votre patience.', 'refund will'],
    ['fr', 'Nous allons vous envoyer une paire de remplacement pour votre commande.', 'replace will'],
    ['fr', 'Votre commande a été annulée et vous ne devez rien pour le moment.', 'cancel done'],
    ['es', 'Hola, hemos reembolsado el importe de su pedido y no tiene que hacer nada.', 'refund done'],
    ['es', 'El importe será reembolsado en su cuenta en los próximos días.', 'refund will'],
    ['es', 'Le enviaremos un reemplazo para que pueda usar los zapatos con gusto.', 'replace will'],
    ['es', 'Su pedido ha sido cancelado y no se le cobrará por los zapatos.', 'cancel done'],
    ['it', 'Buongiorno, abbiamo rimborsato il suo ordine e non deve fare altro per il momento.', 'refund done'],
    ['it', 'Le spediremo un paio sostitutivo per il suo ordine, grazie per la pazienza.', 'replace will'],
    ['it', 'Il suo ordine è stato annullato e non deve fare altro per il rimborso.', 'cancel done'],
    ['pt', 'Olá, o valor foi reembolsado na sua conta e você não precisa de nada.', 'refund done'],
    ['pt', 'Vamos enviar um par substituto para você, obrigado pela paciência com a entrega.', 'replace will'],
    ['pt', 'O seu pedido foi cancelado e você não precisa fazer nada com a fatura.', 'cancel done'],
    ['nl', 'We hebben het bedrag aan u terugbetaald en u hoeft niets te doen met de schoenen.', 'refund done'],
    ['nl', 'We sturen u een vervangend paar en u kunt de schoenen houden op uw kosten.', 'replace will'],
    ['nl', 'Uw bestelling is geannuleerd en u hoeft niets te doen met het pakket.', 'cancel done'],
    ['pl', 'Dzień dobry, zwróciliśmy pieniądze na konto i nie trzeba nic robić z paczką, to już.', 'refund done'],
    ['pl', 'Wyślemy do pani nową parę i nie trzeba nic robić, to jest dla nas ważne.', 'replace will'],
    ['pl', 'Zamówienie zostało anulowane i nie trzeba nic robić, to jest już po wszystkim.', 'cancel done'],
  ])('%s: %s', (language, text, promise) => {
    expect(languageOf(text)).toBe(language)
    expect(promiseLanguages.has(language)).toBe(true)
    expect(found(text)).toContain(promise)
  })

  it.each([
    'Wenn wir den Betrag erstattet haben, schreiben wir Ihnen, und Sie müssen nicht antworten.',
    'Wir haben die Bestellung nicht storniert, und Sie können sie mit der Karte bezahlen.',
    'Sollen wir Ihnen für die Schuhe einen Ersatz schicken, oder wird der Betrag erstattet?',
    'Si nous avons remboursé votre commande, vous recevrez une lettre pour votre banque.',
    'No hemos cancelado su pedido, y los zapatos están en camino con el correo.',
    'We hebben uw bestelling niet geannuleerd en het pakket is op weg.',
    'Nie anulowaliśmy zamówienia, to jest w drodze do pani i nie trzeba nic robić.',
  ])('not: %s', (text) => expect(found(text)).toEqual([]))

  it('are looked for in every language where too few words tell which it is', () => {
    expect(languageOf('Storniert!')).toBe(null)
    expect(found('Pedido: fue cancelado.')).toEqual(['cancel done'])
  })

  it('are said to be unread in a language that is not known here', () => {
    expect(readsPromises('ご注文は返金されました。ご安心ください。')).toBe(false)
    expect(readsPromises('Olemme palauttaneet tilauksesi hinnan tilillesi tänään.')).toBe(false)
    expect(readsPromises('OK, thanks!')).toBe(true)
    expect(readsPromises('Wir haben die Bestellung für Sie storniert und das Geld erstattet.')).toBe(true)
  })
})
