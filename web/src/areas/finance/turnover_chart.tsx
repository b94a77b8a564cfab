// The bars themselves; loaded only where they are shown. Screen readers get the table beside it.
import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import css from './finance.module.css';

register([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

interface Props {
  years: string[];
  values: number[];
  format: (value: number) => string;
  short: (value: number) => string;
}

export default function TurnoverChart({ years, values, format, short }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  useEffect(() => {
    if (!box.current) return;
    const colours = getComputedStyle(document.documentElement);
    const colour = (name: string) => colours.getPropertyValue(name).trim();
    const chart = init(box.current);
    const text = { color: colour('--muted'), fontFamily: 'Inter', fontSize: 12 };
    chart.setOption({
      animation: false,
      grid: { left: 4, right: 4, top: 22, bottom: 22 },
      tooltip: {
        renderMode: 'richText',
        trigger: 'axis',
        axisPointer: { type: 'none' },
        backgroundColor: colour('--ink'),
        borderWidth: 0,
        textStyle: { color: colour('--paper'), fontFamily: 'Inter', fontSize: 12 },
        formatter: (items: { name: string; value: number }[]) =>
          items.map((one) => `${one.name}: ${format(one.value)}`).join('\n'),
      },
      xAxis: {
        type: 'category',
        data: years,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colour('--line-strong') } },
        axisLabel: text,
      },
      yAxis: { type: 'value', show: false },
      series: [
        {
          type: 'bar',
          data: values,
          barMaxWidth: 44,
          itemStyle: { color: colour('--accent'), borderRadius: [3, 3, 0, 0] },
          label: {
            show: true,
            position: 'top',
            ...text,
            formatter: ({ value }: { value: unknown }) => short(Number(value)),
          },
        },
      ],
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [years, values, format, short, scheme]);
  return <div ref={box} className={css['chart']} aria-hidden="true" />;
}
