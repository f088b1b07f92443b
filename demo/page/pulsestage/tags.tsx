import type { Tag } from 'bisse/dialects/pulsestage';
import { Icon } from '../icons.tsx';
import { Picker } from '../picker.tsx';
import type { Action } from '../use-action.ts';

interface TagsProps {
  readonly id: string;
  readonly tags: readonly Tag[];
  /** Whether each tag can be taken away. */
  readonly isEditable: boolean;
  readonly action: Action;
}

export function Tags({ id, tags, isEditable, action }: TagsProps) {
  return (
    <span className="tags" data-field="tags">
      {tags.map((tag) => (
        <span key={tag.id} className="tag" data-tag={tag.name}>
          <span className="tag-dot" style={{ backgroundColor: tag.color }} aria-hidden="true" />
          {tag.name}
          {isEditable && (
            <button
              type="button"
              className="icon-button small"
              aria-label={`Remove tag ${tag.name}`}
              onClick={() => action.send({ path: `/questions/${id}/untag`, body: { name: tag.name } })}
            >
              <Icon name="close" />
            </button>
          )}
        </span>
      ))}
    </span>
  );
}

/** The tags that the page offers. The server takes any. */
const offered = [
  { name: 'Benefits', color: '#0f766e' },
  { name: 'Growth', color: '#4d7c0f' },
  { name: 'Policy', color: '#b45309' },
  { name: 'Process', color: '#64748b' },
  { name: 'Product', color: '#3b82f6' },
  { name: 'Reliability', color: '#e11d48' },
  { name: 'Security', color: '#c026d3' },
  { name: 'Workplace', color: '#a16207' },
];

interface TagPickerProps {
  readonly tags: readonly Tag[];
  readonly path: string;
  readonly action: Action;
}

export function TagPicker({ tags, path, action }: TagPickerProps) {
  const left = offered.filter(({ name }) => !tags.some((tag) => tag.name === name));
  return (
    <Picker
      label="Add a tag"
      hasArrow={false}
      value=""
      options={[{ value: '', label: 'Add a tag' }, ...left.map(({ name }) => ({ value: name, label: name }))]}
      onPick={(name) => action.send({ path: `${path}/tag`, body: left.find((tag) => tag.name === name) ?? {} })}
    >
      <span className="button">
        <Icon name="plus" />
        Tag
      </span>
    </Picker>
  );
}
