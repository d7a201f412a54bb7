// Network shared_core, compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 4 lanes, plain[0:2], tired[0:4], sums[0:1]
//   core.core0 -> core.core0, 1 step later
//   core.core0 -> core.core0, 2 steps later
//   in.x -> core.core0
//   in.y -> core.core0
//   core.core0 -> out.tired
//   values.core0 -> out.rest
//   values.core0 -> out.totals
`default_nettype none

module shared_core #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input x: the index of each neuron that spikes
    input  wire [1:0] s_x_tdata,
    input  wire s_x_tvalid,
    output wire s_x_tready,
    input  wire s_x_tlast,
    input  wire s_x_tkeep,
    input  wire s_x_tuser,

    // Input y: the index of a neuron for each event, at most 3 in a packet
    input  wire [0:0] s_y_tdata,
    input  wire s_y_tvalid,
    output wire s_y_tready,
    input  wire s_y_tlast,
    input  wire s_y_tkeep,
    input  wire s_y_tuser,

    // Output tired: the index of each neuron that spikes
    output wire [2:0] m_tired_tdata,
    output wire m_tired_tvalid,
    input  wire m_tired_tready,
    output wire m_tired_tlast,
    output wire m_tired_tkeep,
    output wire m_tired_tuser,

    // Output rest: value [12:3], neuron [2:0], of every neuron
    output wire [12:0] m_rest_tdata,
    output wire m_rest_tvalid,
    input  wire m_rest_tready,
    output wire m_rest_tlast,
    output wire m_rest_tkeep,
    output wire m_rest_tuser,

    // Output totals: value [10:1], neuron [0:0], of every neuron
    output wire [10:0] m_totals_tdata,
    output wire m_totals_tvalid,
    input  wire m_totals_tready,
    output wire m_totals_tlast,
    output wire m_totals_tkeep,
    output wire m_totals_tuser
);
    wire [3:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [13:0] core0_values_tdata;
    wire core0_values_tvalid;
    wire core0_values_tready;
    wire core0_values_tlast;
    wire core0_values_tkeep;
    wire core0_values_tuser;

    wire [3:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire core0_done;

    shared_core__core0 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core0 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core0_in_tdata),
        .s_tvalid (core0_in_tvalid),
        .s_tready (core0_in_tready),
        .s_tlast  (core0_in_tlast),
        .s_tkeep  (core0_in_tkeep),
        .s_tuser  (core0_in_tuser),
        .m_tdata  (core0_out_tdata),
        .m_tvalid (core0_out_tvalid),
        .m_tready (core0_out_tready),
        .m_tlast  (core0_out_tlast),
        .m_tkeep  (core0_out_tkeep),
        .m_tuser  (core0_out_tuser),
        .v_tdata  (core0_values_tdata),
        .v_tvalid (core0_values_tvalid),
        .v_tready (core0_values_tready),
        .v_tlast  (core0_values_tlast),
        .v_tkeep  (core0_values_tkeep),
        .v_tuser  (core0_values_tuser),
        .step_done (core0_done)
    );

    // router0
    //   core.core0 -> core.core0, 1 step later, 32 beats
    //   core.core0 -> core.core0, 2 steps later, 32 beats
    //   in.x -> core.core0, 32 beats
    //   in.y -> core.core0, 32 beats
    //   core.core0 -> out.tired, 32 beats
    wire [7:0] router0_tdata;

    spike_router #(
        .SOURCES      (3),
        .SINKS        (2),
        .TAPS         (5),
        .RANGES       (5),
        .S_ID         (4),
        .M_ID         (4),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd2, 32'd1, 32'd0, 32'd2, 32'd2}),
        .TAP_DELAY     ({32'd0, 32'd0, 32'd0, 32'd2, 32'd1}),
        .TAP_DEPTH     ({32'd32, 32'd32, 32'd32, 32'd32, 32'd32}),
        .TAP_RANGE     ({32'd4, 32'd3, 32'd2, 32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1, 32'd1, 32'd1, 32'd1}),
        .SINK_TAP      ({32'd4, 32'd0}),
        .SINK_TAPS     ({32'd1, 32'd4}),
        .SINK_DELAYED  ({32'd0, 32'd2}),
        .RANGE_FIRST   ({32'd4, 32'd0, 32'd0, 32'd0, 32'd4}),
        .RANGE_LAST    ({32'd8, 32'd1, 32'd2, 32'd2, 32'd8}),
        .RANGE_OFFSET  ({-32'd4, 32'd3, 32'd0, 32'd5, 32'd4})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core0_out_tdata, {3'd0, s_y_tdata[0:0]}, {2'd0, s_x_tdata[1:0]} }),
        .s_tvalid ({ core0_out_tvalid, s_y_tvalid, s_x_tvalid }),
        .s_tready ({ core0_out_tready, s_y_tready, s_x_tready }),
        .s_tlast  ({ core0_out_tlast, s_y_tlast, s_x_tlast }),
        .s_tkeep  ({ core0_out_tkeep, s_y_tkeep, s_x_tkeep }),
        .s_tuser  ({ core0_out_tuser, s_y_tuser, s_x_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ m_tired_tvalid, core0_in_tvalid }),
        .m_tready ({ m_tired_tready, core0_in_tready }),
        .m_tlast  ({ m_tired_tlast, core0_in_tlast }),
        .m_tkeep  ({ m_tired_tkeep, core0_in_tkeep }),
        .m_tuser  ({ m_tired_tuser, core0_in_tuser })
    );
    assign core0_in_tdata = router0_tdata[3:0];
    assign m_tired_tdata = router0_tdata[6:4];
    wire unused_router0 = &{1'b0, router0_tdata[7:7]};

    // router1
    //   values.core0 -> out.rest, 32 beats
    //   values.core0 -> out.totals, 32 beats
    wire [25:0] router1_tdata;

    spike_router #(
        .SOURCES      (1),
        .SINKS        (2),
        .TAPS         (2),
        .RANGES       (2),
        .S_ID         (4),
        .M_ID         (3),
        .PAYLOAD      (10),
        .TAP_SOURCE    ({32'd0, 32'd0}),
        .TAP_DELAY     ({32'd0, 32'd0}),
        .TAP_DEPTH     ({32'd32, 32'd32}),
        .TAP_RANGE     ({32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1}),
        .SINK_TAP      ({32'd1, 32'd0}),
        .SINK_TAPS     ({32'd1, 32'd1}),
        .SINK_DELAYED  ({32'd0, 32'd0}),
        .RANGE_FIRST   ({32'd12, 32'd4}),
        .RANGE_LAST    ({32'd13, 32'd8}),
        .RANGE_OFFSET  ({-32'd12, -32'd4})
    ) u_router1 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core0_values_tdata }),
        .s_tvalid ({ core0_values_tvalid }),
        .s_tready ({ core0_values_tready }),
        .s_tlast  ({ core0_values_tlast }),
        .s_tkeep  ({ core0_values_tkeep }),
        .s_tuser  ({ core0_values_tuser }),
        .m_tdata  (router1_tdata),
        .m_tvalid ({ m_totals_tvalid, m_rest_tvalid }),
        .m_tready ({ m_totals_tready, m_rest_tready }),
        .m_tlast  ({ m_totals_tlast, m_rest_tlast }),
        .m_tkeep  ({ m_totals_tkeep, m_rest_tkeep }),
        .m_tuser  ({ m_totals_tuser, m_rest_tuser })
    );
    assign m_rest_tdata = {router1_tdata[12:3], router1_tdata[2:0]};
    assign m_totals_tdata = {router1_tdata[25:16], router1_tdata[13:13]};
    wire unused_router1 = &{1'b0, router1_tdata[15:14]};

    wire unused_done = &{1'b0, core0_done};
endmodule

`default_nettype wire
