// PulseStage, "Using SSE Events".
import { useSSE } from 'bisse/presets/pulsestage';
import { useEffect, useState } from 'react';

interface Question {
  id: string;
  body: string;
  upvotes: number;
  status: string;
  responseText?: string | null | undefined;
  tags?: { name: string }[];
}

// The document leaves these to the app.
const fetchQuestions = async (): Promise<Question[]> => [
  { id: 'question-uuid', body: 'When?', upvotes: 1, status: 'OPEN', tags: [] },
];
const QuestionCard = ({ question: { body, upvotes, status, tags } }: { question: Question }) => (
  <p>
    {body} {upvotes} {status} {tags?.map(({ name }) => name).join('+')}
  </p>
);

export function QuestionsPage() {
  const [questions, setQuestions] = useState<Question[]>([]);
  const { lastEvent } = useSSE();

  // Load initial questions
  useEffect(() => {
    fetchQuestions().then(setQuestions);
  }, []);

  // Handle SSE events
  useEffect(() => {
    if (!lastEvent) return;

    switch (lastEvent.type) {
      case 'question:created':
        // Add new question to list
        setQuestions((prev) => [lastEvent.data, ...prev]);
        break;

      case 'question:upvoted':
        // Update upvote count
        setQuestions((prev) =>
          prev.map((q) => (q.id === lastEvent.data.questionId ? { ...q, upvotes: lastEvent.data.upvotes } : q)),
        );
        break;

      case 'question:answered':
        // Move to answered list or update status
        setQuestions((prev) =>
          prev.map((q) =>
            q.id === lastEvent.data.id ? { ...q, status: 'ANSWERED', responseText: lastEvent.data.responseText } : q,
          ),
        );
        break;

      case 'question:tagged':
        // Update tags
        setQuestions((prev) =>
          prev.map((q) => (q.id === lastEvent.data.questionId ? { ...q, tags: lastEvent.data.tags } : q)),
        );
        break;
    }
  }, [lastEvent]);

  return (
    <div>
      {questions.map((q) => (
        <QuestionCard key={q.id} question={q} />
      ))}
    </div>
  );
}
