/** A text field with its label. */
export function TextField({
  name,
  label,
  value = "",
  isRequired = false,
  placeholder,
  type = "text",
}: {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly isRequired?: boolean;
  readonly placeholder?: string;
  readonly type?: "text" | "number" | "datetime-local";
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type={type}
        name={name}
        defaultValue={value}
        required={isRequired}
        placeholder={placeholder}
        step={type === "number" ? "any" : undefined}
      />
    </label>
  );
}
