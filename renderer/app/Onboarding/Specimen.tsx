import { Spark } from '#renderer/ui/CountersignMark.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** The promise, and a signed specimen of it. */
const machineHand =
  'M6 58L10.7 48L15.4 58L20.1 36L24.8 58L29.5 44L34.2 58L38.9 28L43.6 58L48.3 46L53 58L57.7 32L62.4 58L67.1 40L71.8 58L76.5 24L81.2 58L85.9 44L90.6 58L95.3 34L100 58L104.7 46L109.4 58L114.1 30L118.8 58L123.5 42L128.2 58L132.9 38L137.6 58L142.3 48L147 58'
const personHand =
  'M34 22c10-7 27-9 31-4 5 7-9 30-16 45-5 11-14 21-22 18-8-3 0-15 15-24 13-8 24-13 33-20 5-4 4-9 0-8-6 1-9 12-4 15 6 3 13-8 12-13m1 2c4 8 12 4 18-4 13-18 22-35 17-39-5-3-15 17-20 33-4 13-2 22 5 19 8-3 14-15 17-17 3-1-2 13 2 14 4 0 9-10 14-17 4-6 6-3 4 3-2 7 0 9 5 6 12-7 22-10 34-11'

export function Specimen() {
  return (
    <>
      <p className="onboarding-brand">
        <svg width="36" height="36" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" className="brand-ground" />
          <path className="brand-first" d="M8.2 20.5 13.4 9.5" />
          <path className="brand-second" d="M14.6 20.5 22.6 6.8" />
          <path className="brand-base" d="M6.5 24.8h19" />
        </svg>
        {t('Countersign')}
      </p>
      <h1>{t('Nothing leaves without a second signature.')}</h1>
      <p className="onboarding-promise">
        {t(
          'Your support agent proposes. You read, change and sign. Refunds, replies and closes wait here until a person stands behind them.',
        )}
      </p>
      <div
        className="specimen"
        role="img"
        aria-label={t('Refund $184.00 to order 10433, proposed by the agent, signed by a person')}
      >
        <p className="dock-sentence">
          <Phrase
            text="Refund {{amount}} to order {{order}}"
            values={{ amount: <b>$184.00</b>, order: <b>10433</b> }}
          />
        </p>
        <div className="specimen-hands">
          <div>
            <svg viewBox="0 0 200 84" preserveAspectRatio="xMinYMax meet">
              <path d={machineHand} className="specimen-machine" />
            </svg>
            <span>
              <Spark size={12} />
              <b>Order Support</b> {t('proposed')}
            </span>
          </div>
          <div>
            <svg viewBox="0 0 200 84" preserveAspectRatio="xMinYMax meet">
              <path d={personHand} className="specimen-person" />
            </svg>
            <span>
              <b>Jo Lindqvist</b> {t('signed, 14:02')}
            </span>
          </div>
        </div>
      </div>
    </>
  )
}
