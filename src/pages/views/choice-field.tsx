/** A choice among words; the empty word is a choice if `none` names it. */
export function ChoiceField({
  name,
  label,
  words,
  value = "",
  none,
}: {
  readonly name: string;
  readonly label: string;
  readonly words: readonly string[];
  readonly value?: string;
  readonly none?: string;
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <select name={name} defaultValue={value}>
        {none !== undefined && <option value="">{none}</option>}
        {words.map((word) => (
          <option key={word} value={word}>
            {word.replaceAll("_", " ")}
          </option>
        ))}
      </select>
    </label>
  );
}
