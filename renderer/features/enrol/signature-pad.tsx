import { Eraser } from 'lucide-react';
import { useId, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { Button } from '../../ui/button.tsx';
import { SIGNATURE_BOX } from '../../ui/signature-image.tsx';
import { beginStroke, extendStroke, toBox, type Point } from './signature-path.ts';

interface SignaturePadProps {
  readonly path: string;
  readonly onChange: (path: string) => void;
  readonly problem?: string | undefined;
}

/**
 * Takes a signature or a mark by finger, pen or mouse. Who can't draw chooses the spoken way with a witness, which
 * is also the way without a pointer.
 */
export function SignaturePad({ path, onChange, problem }: SignaturePadProps): ReactNode {
  const text = useText();
  const hintId = useId();
  const isDrawing = useRef(false);
  // Drawn here first: the draft gets the path once the stroke is done.
  const [stroke, setStroke] = useState<string | null>(null);
  const shown = stroke ?? path;
  const finish = (): void => {
    if (isDrawing.current && stroke !== null) onChange(stroke);
    isDrawing.current = false;
    setStroke(null);
  };
  return (
    <div className="field">
      <p className="field-label" id={`${hintId}-label`}>
        <Text id="enrol.signature.label" />
      </p>
      <p className="field-hint" id={hintId}>
        <Text id="enrol.signature.hint" />
      </p>
      <svg
        className={`signature-pad ${problem === undefined ? '' : 'signature-pad-invalid'}`}
        viewBox={`0 0 ${String(SIGNATURE_BOX.width)} ${String(SIGNATURE_BOX.height)}`}
        role="img"
        aria-label={text(shown === '' ? 'enrol.signature.empty' : 'enrol.signature.drawn')}
        aria-describedby={hintId}
        onPointerDown={(event) => {
          isDrawing.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          setStroke(beginStroke(path, pointOf(event)));
        }}
        onPointerMove={(event) => {
          if (!isDrawing.current) return;
          const point = pointOf(event);
          setStroke((drawn) => extendStroke(drawn ?? path, point));
        }}
        onPointerUp={finish}
        onPointerCancel={finish}
      >
        <line x1="40" y1="160" x2="560" y2="160" className="signature-line" />
        <path d={shown} className="signature-stroke" />
      </svg>
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="actions">
        <Button icon={Eraser} isDisabled={shown === ''} onPress={() => onChange('')}>
          <Text id="enrol.signature.clear" />
        </Button>
      </div>
    </div>
  );
}

function pointOf(event: PointerEvent<SVGSVGElement>): Point {
  const area = event.currentTarget.getBoundingClientRect();
  return toBox({ x: event.clientX, y: event.clientY }, area, SIGNATURE_BOX);
}
