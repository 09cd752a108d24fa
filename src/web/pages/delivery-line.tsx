// Owns the line that says what became of the text, and the other lines it may become while the
// page is open (they lie ready, unseen, in the same place: no news moves the page).

import { DELIVERY_STATES, deliveryTraits } from "./delivery-state.ts";
import type { DeliveryState } from "./delivery-state.ts";
import { Icon } from "./icon.tsx";
import type { VerifyProps } from "./props.ts";
import { deliveryMessage } from "./verify-words.ts";

type DeliveryLineProps = Pick<VerifyProps, "site" | "delivery" | "callAvailable" | "expiresInMs">;

/** What became of the text; a live region. */
export function DeliveryLine(props: DeliveryLineProps) {
  const state = props.expiresInMs > 0 ? props.delivery : "expired";
  const traits = deliveryTraits(state, props.callAvailable);
  const ready = DELIVERY_STATES.filter((other) => traits.isPending || other === "expired");
  return (
    <div class="delivery">
      <div
        class="line"
        role="status"
        data-delivery-now={state}
        data-tone={traits.tone}
        data-pending={traits.isPending ? "" : undefined}
      >
        <Sentence {...props} state={state} />
      </div>
      {ready.map((other) => (
        <ReadyLine {...props} state={other} />
      ))}
    </div>
  );
}

function ReadyLine(props: DeliveryLineProps & { state: DeliveryState }) {
  const { state, callAvailable } = props;
  const traits = deliveryTraits(state, callAvailable);
  return (
    <div
      class="line"
      hidden
      data-delivery={state}
      data-tone={traits.tone}
      data-pending={traits.isPending ? "" : undefined}
      data-offers={traits.offer}
    >
      <Sentence {...props} state={state} />
    </div>
  );
}

function Sentence(props: DeliveryLineProps & { state: DeliveryState }) {
  const message = deliveryMessage(props.state, props.site.name, props.callAvailable);
  return (
    <>
      <Icon name={props.state} />
      <p>
        <strong>{message.title}</strong> {message.detail}
      </p>
    </>
  );
}
