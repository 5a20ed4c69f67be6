import type { Outcome } from '../errors/fieldseal-error.ts';
import type { ListenerName, ShellCallName, ShellEventName } from './channels.ts';
import type { CallRequest, CallResponse, EventPayload } from './shell-calls.ts';

type Calls = {
  readonly [Name in ShellCallName]: undefined extends CallRequest<Name>
    ? () => Promise<Outcome<CallResponse<Name>>>
    : (request: CallRequest<Name>) => Promise<Outcome<CallResponse<Name>>>;
};
type Listeners = {
  readonly [Name in ShellEventName as ListenerName<Name>]: (
    listener: (payload: EventPayload<Name>) => void,
  ) => () => void;
};

/** `window.fieldseal` in the desktop shell: one function per call and per event of the map, nothing else. */
export type ShellApi = Calls & Listeners;
